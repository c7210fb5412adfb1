// How the C library's allocator treats the memory of tensors.
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>

// Left alone, it hands blocks of a few megabytes back to the system as soon as they are free, and the system clears each page
// when it is asked for again: a tenth of the time of a tuning step. What is freed now stays with the process for the next tensor.
// Blocks above the first limit, the highest there is, are the system's own as ever.
__attribute__((constructor)) static void keepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
}
#endif
