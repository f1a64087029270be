"""How often the embedded thumbnail is said to differ, on honest re-saves and after changes."""

import os

# Read when numpy loads. The check's least squares are small: on a busy machine, threads that wait
# for each other make them ten times slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
