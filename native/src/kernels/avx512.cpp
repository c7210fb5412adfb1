#define DEMUR_KERNELS avx512
#include "body.h"
