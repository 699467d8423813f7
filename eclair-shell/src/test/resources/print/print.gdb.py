# Read by gdb: what it answers to each line of commands.txt goes to gdb.txt.
import gdb

gdb.execute("set width 0")
gdb.execute("set pagination off")
with open("commands.txt") as commands, open("gdb.txt", "w") as out:
    for line in commands.read().splitlines():
        try:
            text = gdb.execute(line, to_string=True)
        except gdb.error as error:
            text = "%s\n" % error
        text = "".join(one for one in text.splitlines(True) if not one.startswith("warning: "))
        out.write("$ %s\n%s" % (line, text))
