# Read by gdb: its own words on every struct, union and enum with a tag go to $OUT.
import os
import re

import gdb

gdb.execute("set width 0")
gdb.execute("set pagination off")
gdb.execute("set max-value-size unlimited")
tags = []
for line in gdb.execute("info types", to_string=True).splitlines():
    found = re.match(r"(?:\d+:)?\s+((?:struct|union|enum) \w+);$", line)
    if found and found.group(1) not in tags:
        tags.append(found.group(1))
with open(os.environ["OUT"], "w") as out:
    for tag in tags:
        for option in ["", "/o "]:
            try:
                text = gdb.execute("ptype " + option + tag, to_string=True)
            except gdb.error:
                continue
            out.write("$ ptype %s%s\n%s" % (option, tag, text))
