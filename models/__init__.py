"""Neural networks: arrays in, arrays out, and no telemetry.

ONNX Runtime 1.29 and later report to their maker from the moment they are imported, and keep an
identity in the user's cache. Switching that off later is too late, so it is done here, before any
network can be loaded.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
