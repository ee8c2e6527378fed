"""Runs a shell's command on a terminal of its own, as a person does, and answers what it asks.

Arguments: the answers, as JSON of [question, answer] in their order, and the command. Its output goes to stdout. The exit
status is the command's; 97 where a question was not asked."""

import fcntl
import json
import os
import pty
import struct
import sys
import termios

NOT_ASKED = 97

answers = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.execvp("sh", ["sh", "-c", sys.argv[2]])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 250, 0, 0))
unanswered = ""
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        # Linux says so at the end of the terminal.
        break
    if not chunk:
        break
    sys.stdout.buffer.write(chunk)
    unanswered += chunk.decode(errors="replace")
    while answers and answers[0][0] in unanswered:
        question, answer = answers.pop(0)
        unanswered = unanswered.split(question, 1)[1]
        os.write(terminal, f"{answer}\n".encode())
sys.stdout.flush()
_, status = os.waitpid(child, 0)
exit_status = os.waitstatus_to_exitcode(status)
sys.exit(NOT_ASKED if answers and exit_status == 0 else exit_status & 0xFF)
