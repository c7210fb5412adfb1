#define DEMUR_KERNELS base
#include "body.h"
