# make demo  sets everything up, draws the sample film, finds its match cuts.
# make test  sets everything up, then checks and tests the whole product.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/set-up
DEMO := out/demo

# What Qt and the decoders load from the system, and a screen for the window tests.
DEBIAN := libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libpulse0 \
	xvfb libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-randr0 \
	libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0

.PHONY: setup system demo test app clean

setup: system $(STAMP)

system:
	@command -v dpkg-query >/dev/null || exit 0; \
	missing=""; \
	for package in $(DEBIAN); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || missing="$$missing python3-venv"; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	else \
		echo "matchcut needs these Debian packages; install them with: sudo apt-get install$$missing" >&2; exit 1; \
	fi

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: setup
	@mkdir -p $(DEMO)
	@[ -f $(DEMO)/sample.mp4 ] || $(BIN)/matchcut sample $(DEMO)/sample.mp4
	$(BIN)/matchcut analyze $(DEMO)/sample.mp4 -p $(DEMO)/sample.matchcut
	$(BIN)/matchcut find -p $(DEMO)/sample.matchcut --by frame -k 10
	$(BIN)/matchcut find -p $(DEMO)/sample.matchcut --by motion -k 10
	$(BIN)/matchcut sheet -p $(DEMO)/sample.matchcut $(DEMO)/sample.html

test: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

app: setup
	$(BIN)/matchcut app

clean:
	rm -rf $(VENV) out
