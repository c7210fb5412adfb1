// Matrix products, the layers made of them, and comparison of whole tensors.
#include "shim.h"

using namespace demur;

DEMUR_API Handle demur_matmul(Handle x, Handle y) {
  return make([&] { return at::matmul(*x, *y); });
}
DEMUR_API Handle demur_bmm(Handle x, Handle y) {
  return make([&] { return at::bmm(*x, *y); });
}
DEMUR_API Handle demur_layer_norm(Handle x, Handle weight, Handle bias, double epsilon) {
  return make([&] {
    return at::layer_norm(*x, {x->size(-1)}, orUndefined(weight), orUndefined(bias), epsilon);
  });
}
DEMUR_API int demur_same(Handle x, Handle y, int* answer) {
  return run([&] { *answer = at::equal(*x, *y) ? 1 : 0; });
}
DEMUR_API int demur_allclose(Handle x, Handle y, double relative, double absolute, int* answer) {
  return run([&] { *answer = at::allclose(*x, *y, relative, absolute) ? 1 : 0; });
}
