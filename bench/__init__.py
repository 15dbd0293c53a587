"""How long things take, beside what people use. README.md says how to read it."""

import os

# What a worker has; several threads slow small products on a busy machine. Before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
