"""matchcut models: list the networks, and download one."""

import click

from matchcut.cli.options import PROGRESS
from matchcut.cli.terminal import (
    ProgressStyle,
    output,
    print_columns,
    print_line,
    resuming,
    shown_progress,
)
from models.cards import CARDS
from models.download import fetch
from models.weights import find_card, is_damaged, on_disk


@click.group()
def models() -> None:
    """List the networks, or download one."""


@models.command(name="list")
def list_models() -> None:
    """List the networks: size, licence, and whether they are downloaded."""
    rows = []
    for card in CARDS.values():
        get = f"matchcut models get {card.name}"
        here = "here, verified" if on_disk(card) else f"damaged: {get}" if is_damaged(card) else get
        megabytes = f"{card.size_bytes / 1e6:.1f}"
        rows.append((card.name, card.purpose, megabytes, card.licence, here))
    print_columns(("name", "finds", "MB", "licence", "weights"), rows)


@models.command()
@click.argument("name")
@PROGRESS
def get(name: str, style: ProgressStyle) -> None:
    """Download the weights of NAME; nothing else uses the internet."""
    card = find_card(name)
    print_line(f"{card.url}: {card.size_bytes / 1e6:.1f} MB, licence {card.licence}.")
    with shown_progress(style) as progress, resuming():
        path = fetch(card, progress)
    print_line(f"{path}: verified.", output)
