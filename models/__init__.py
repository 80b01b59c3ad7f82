"""Neural networks: arrays in, arrays out, and nobody told.

ONNX Runtime 1.29 and later report to their maker from the moment they are loaded, and keep an
identity in the user's cache. What is said to them after that comes too late, so that it is said
here, before any network can be.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
