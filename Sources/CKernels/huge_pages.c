#include "huge_pages.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

void ck_advise_huge_pages(void *block, size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // Without huge pages the kernel refuses, and ordinary ones do.
  (void)madvise(block, bytes / CK_HUGE_PAGE * CK_HUGE_PAGE, MADV_HUGEPAGE);
#else
  (void)block;
  (void)bytes;
#endif
}
