"""Long work, each job in a separate process.

Processes besides the window, by what starts them:
- jobs (`app.jobs.job`), each a matchcut command: films, learning, caches and downloads, the sample;
- two answer servers, a search server and a picture server per open project (`app.server`).

Threads of the window, and what each may touch:
- the window's own: every QObject, but no disk that may be slow and no project;
- ``ledger``: the only connection by which the window writes to the project, and reads it;
- ``thumbnails``: started once a list of pictures is seen; only reads the project;
- ``settings``: writes the settings;
- short-lived ones that look at files and other projects (`app.qt.threads.find_out`).
"""
