#pragma once
// What Swift's own module of the C library doesn't show.
#if defined(__linux__)
#include <malloc.h>
#include <sys/syscall.h>
#include <unistd.h>

// Begins to bring a file's bytes to the disk and doesn't wait: sync_file_range(2), which headers declare for
// GNU sources alone. Nothing where a system call of that name is missing.
static inline void linux_begin_writeback(int descriptor) {
#if defined(SYS_sync_file_range)
  const unsigned int write = 2;  // SYNC_FILE_RANGE_WRITE
  const long long start = 0, to_the_end = 0;
  syscall(SYS_sync_file_range, descriptor, start, to_the_end, write);
#else
  (void)descriptor;
#endif
}
#endif
