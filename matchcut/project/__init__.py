"""The project file: the editor's decisions, and computed features.

Several processes have it open. Whoever writes holds one of these:

- `Project.writing`: one short transaction. The window writes verdicts and undo, its servers
  the pairs that were shown, near-duplicates and changes of shots and films, a worker what it finds,
  a command in a terminal any of these. What takes seconds is computed before, and what it was
  computed from is compared inside (`group_near_duplicates`).
- `Project.analysing`, the lock of ``.NAME.analysis``: for as long as one analyses, represents,
  adapts, or moves or empties the cache.
- ``NAME.lock`` (`SharedLock`), on shared storage: as long as the project is open, against other
  machines. ``.NAME.lock.taking``: while the lock of a dead process is removed.

The cache is a database with transactions of its own; what is in it is written before the project
tells that it is there.
"""
