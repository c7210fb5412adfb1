#define DEMUR_KERNELS amx
#include "body.h"
