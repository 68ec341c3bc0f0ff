"""Sends the engine's script to all servers with asyncssh: fanout.py FOLDER ADDRESSES KEY PORT PARALLEL.

FOLDER has known_hosts, the command, and the script that is its standard input.
Each answer becomes a file in its folder answers.
"""

import asyncio
import sys
from pathlib import Path

import asyncssh


async def main(folder, addresses, key, port, parallel):
    folder = Path(folder)
    command = (folder / "command").read_text()
    script = (folder / "input").read_bytes()
    turns = asyncio.Semaphore(int(parallel))
    # Read once, and no other keys, agent or configuration.
    options = asyncssh.SSHClientConnectionOptions(
        username="root",
        client_keys=[asyncssh.read_private_key(key)],
        known_hosts=asyncssh.read_known_hosts(str(folder / "known_hosts")),
        agent_path=None,
        config=None,
    )

    async def ask(address):
        async with turns:
            async with asyncssh.connect(address, int(port), options=options) as host:
                answer = await host.run(command, input=script, encoding=None, check=True)
        (folder / "answers" / address).write_bytes(answer.stdout)

    await asyncio.gather(*map(ask, Path(addresses).read_text().split()))


asyncio.run(main(*sys.argv[1:]))
