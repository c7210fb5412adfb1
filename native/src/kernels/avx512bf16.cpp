#define DEMUR_KERNELS avx512bf16
#include "body.h"
