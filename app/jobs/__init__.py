"""Work that takes long, each in a process of its own.

Processes beside the window, by whom they are started:
- jobs (`app.jobs.job`), each a matchcut command: films, learning, caches and downloads, the sample;
- two answer servers, a search server and a picture server to each open project (`app.server`).

Threads of the window, and what each may touch:
- the window's own: every QObject, no disk that may be slow and no project;
- ``ledger``: the one connection by which the window writes to the project, and reads it;
- ``thumbnails``: one once a list of pictures is seen, which only reads the project;
- ``settings``: writes the settings down;
- short ones that look at files and other projects (`app.qt.threads.find_out`).
"""
