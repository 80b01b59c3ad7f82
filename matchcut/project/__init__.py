"""The project file: the editor's decisions, and computed features.

Several processes may have it open. A writer holds one of these:

- `Project.writing`: one short transaction. The window writes verdicts and undo; its servers write
  the pairs that were shown, near-duplicates and changes of shots and films; a worker writes what it
  finds; a command in a terminal any of these. What takes seconds is computed before, and its inputs
  are compared again inside (`group_near_duplicates`).
- `Project.analysing`, the lock of ``.NAME.analysis``: while a process analyses, represents, adapts,
  or moves or empties the cache.
- ``NAME.lock`` (`SharedLock`), on shared storage: while the project is open, against other
  machines. ``.NAME.lock.taking``: while the lock of a dead process is removed.

The cache is a database with its own transactions; its contents are written before the project
records that they are there.
"""
