/* What the program asks of the system; start.S of each processor has it. */
char *map_memory(long bytes);
void start_thread(char *stack_end, long number);
