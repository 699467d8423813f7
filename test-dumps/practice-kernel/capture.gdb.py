# Read by gdb, attached to QEMU while it is stopped: what gdb itself sees goes to $OUT as JSON; then the dump NMI.
import json
import os
import socket

import gdb


def integer(expression):
    value = gdb.parse_and_eval(expression)
    return int(value) & (1 << 8 * min(8, value.type.sizeof)) - 1


def frames():
    found = []
    frame = gdb.newest_frame()
    while frame is not None and len(found) < 64:
        sal = frame.find_sal()
        found.append({
            "function": frame.name(), "pc": "0x%x" % frame.pc(), "inlined": frame.type() == gdb.INLINE_FRAME,
            "signal": frame.type() == gdb.SIGTRAMP_FRAME,
            "source": "%s:%d" % (os.path.basename(sal.symtab.filename), sal.line) if sal.symtab else None})
        try:
            frame = frame.older()
        except gdb.error as error:
            found.append({"error": str(error)})
            break
    return found


def x86_nmi():
    gdb.execute("monitor nmi")


def arm64_interrupt():
    """The interrupt that replaces the NMI is made pending in every CPU's part of the interrupt controller, by QEMU's device socket."""
    devices = socket.socket(socket.AF_UNIX)
    devices.connect(os.environ["DEVICES"])
    answers = devices.makefile("rw")
    for cpu in range(4):
        answers.write("writel 0x%x 0x100\n" % (0x80b0200 + 0x20000 * cpu))
        answers.flush()
        answer = answers.readline()
        if not answer.startswith("OK"):
            raise gdb.error("the interrupt controller: " + answer)


# Registers; the kernel's own variables; their addresses; how the dump NMI is sent.
ARCHS = {
    "x86_64": ("rax rbx rcx rdx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip eflags cs ss",
               "linux_page_offset_base x86_kernel_phys_base init_pt x86_cpu_local_variables_span", "init_pt", x86_nmi),
    "arm64": (" ".join("x%d" % n for n in range(31)) + " sp pc cpsr",
              "arm64_st_phys_base arm64_kernel_phys_base swapper_page_table.tt_pa arm64_cpu_local_variables_span",
              "swapper_page_table", arm64_interrupt),
}
NAMES, OWN, PLACED, send_nmi = ARCHS[os.environ["ARCH"]]
NAMES = NAMES.split()
cpus = []
for thread in sorted(gdb.selected_inferior().threads(), key=lambda t: t.num):
    thread.switch()
    cpus.append({"registers": {name: "0x%x" % integer("$" + name) for name in NAMES}, "frames": frames()})
variables = OWN.split() + [
    "num_processors", "boot_param_pa", "clv", "locals", "kmsg_buf->tail", "boot_param->dump_level", "lock_a.owner->tid",
    "lock_b.owner->tid", "lock_c.owner->tid", "memory_nodes[0].nr_free_pages", "memory_nodes[1].nr_free_pages"]
for cpu in range(len(cpus)):
    variables += ["clv[%d].current->tid" % cpu, "clv[%d].current->proc->pid" % cpu, "clv[%d].status" % cpu,
                  "clv[%d].runq_len" % cpu]
sizes = ["struct thread", "struct process", "struct cpu_local_var", "struct vm_range", "struct smp_boot_param"]
with open(os.environ["OUT"], "w") as out:
    json.dump({"gdb": gdb.VERSION, "cpus": cpus, "variables": {v: "0x%x" % integer(v) for v in variables},
               "addresses": {n: "0x%x" % integer("&" + n) for n in ["boot_param_pa", PLACED, "memory_nodes", "debug_constants"]},
               "sizes": {s: int(gdb.parse_and_eval("sizeof(%s)" % s)) for s in sizes}}, out)
# The NMI is pending on every CPU when the machine goes on, so what it saves is what gdb has just seen.
send_nmi()
