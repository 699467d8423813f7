/* Numbers of this kernel's system calls. */
enum system_call_number {
	SYS_COMPUTE = 0, SYS_FORWARD = 1, SYS_SLEEP, SYS_CRUNCH, SYS_LOCK_AND_WAIT, SYS_LOCK_BC, SYS_LOCK_CB, SYS_WAKE,
};
