#pragma once
#include <stddef.h>

/// The size that huge pages are assumed to have: 2 MiB.
enum { CK_HUGE_PAGE = 1 << 21 };

/// Asks the kernel to back memory with huge pages when it is first touched: one page fault for 2 MiB
/// instead of 512. `block` begins at a multiple of CK_HUGE_PAGE; a last part of one is left out. Does
/// nothing where there is no such thing.
void ck_advise_huge_pages(void *block, size_t bytes);
