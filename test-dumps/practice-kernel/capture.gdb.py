# Read by gdb, attached to QEMU while it stands still: what gdb itself sees goes to $OUT as JSON; then the dump NMI.
import json
import os

import gdb


def integer(expression):
    return int(gdb.parse_and_eval(expression)) & (1 << 64) - 1


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


NAMES = "rax rbx rcx rdx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip eflags cs ss".split()
cpus = []
for thread in sorted(gdb.selected_inferior().threads(), key=lambda t: t.num):
    thread.switch()
    cpus.append({"registers": {name: "0x%x" % integer("$" + name) for name in NAMES}, "frames": frames()})
variables = ["num_processors", "linux_page_offset_base", "x86_kernel_phys_base", "boot_param_pa", "init_pt", "clv", "locals",
             "x86_cpu_local_variables_span", "kmsg_buf->tail", "boot_param->dump_level", "lock_a.owner->tid",
             "lock_b.owner->tid", "lock_c.owner->tid", "memory_nodes[0].nr_free_pages", "memory_nodes[1].nr_free_pages"]
for cpu in range(len(cpus)):
    variables += ["clv[%d].current->tid" % cpu, "clv[%d].current->proc->pid" % cpu, "clv[%d].status" % cpu,
                  "clv[%d].runq_len" % cpu]
sizes = ["struct thread", "struct process", "struct cpu_local_var", "struct vm_range", "struct smp_boot_param"]
with open(os.environ["OUT"], "w") as out:
    json.dump({"gdb": gdb.VERSION, "cpus": cpus, "variables": {v: "0x%x" % integer(v) for v in variables},
               "addresses": {n: "0x%x" % integer("&" + n) for n in ["boot_param_pa", "init_pt", "memory_nodes", "debug_constants"]},
               "sizes": {s: int(gdb.parse_and_eval("sizeof(%s)" % s)) for s in sizes}}, out)
# The NMI is pending on every CPU when the machine goes on, so what it saves is what gdb has just seen.
gdb.execute("monitor nmi")
