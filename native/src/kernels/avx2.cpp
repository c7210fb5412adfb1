#define DEMUR_KERNELS avx2
#include "body.h"
