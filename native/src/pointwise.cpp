// Operations on each element by itself.
#include "shim.h"

using namespace demur;

#define DEMUR_UNARY(name) \
  DEMUR_API Handle demur_##name(Handle x) { \
    return make([&] { return at::name(*x); }); \
  }

#define DEMUR_BINARY(name) \
  DEMUR_API Handle demur_##name(Handle x, Handle y) { \
    return make([&] { return at::name(*x, *y); }); \
  }

#define DEMUR_WITH_SCALAR(name) \
  DEMUR_API Handle demur_##name##_scalar(Handle x, double y) { \
    return make([&] { return at::name(*x, scalar(*x, y)); }); \
  }

#define DEMUR_IN_PLACE(name) \
  DEMUR_API int demur_##name##_in_place(Handle x, Handle y) { \
    return run([&] { x->name##_(*y); }); \
  } \
  DEMUR_API int demur_##name##_scalar_in_place(Handle x, double y) { \
    return run([&] { x->name##_(scalar(*x, y)); }); \
  }

DEMUR_UNARY(exp)
DEMUR_UNARY(log)
DEMUR_UNARY(log1p)
DEMUR_UNARY(sqrt)
DEMUR_UNARY(rsqrt)
DEMUR_UNARY(tanh)
DEMUR_UNARY(sigmoid)
DEMUR_UNARY(silu)
DEMUR_UNARY(relu)
DEMUR_UNARY(sin)
DEMUR_UNARY(cos)
DEMUR_UNARY(abs)
DEMUR_UNARY(neg)
DEMUR_UNARY(sign)
DEMUR_UNARY(erf)
DEMUR_UNARY(square)
DEMUR_UNARY(reciprocal)
DEMUR_UNARY(floor)
DEMUR_UNARY(round)
DEMUR_UNARY(log_sigmoid)
DEMUR_UNARY(isnan)
DEMUR_UNARY(isfinite)
DEMUR_UNARY(logical_not)

DEMUR_BINARY(add)
DEMUR_BINARY(sub)
DEMUR_BINARY(mul)
DEMUR_BINARY(div)
DEMUR_BINARY(pow)
DEMUR_BINARY(maximum)
DEMUR_BINARY(minimum)
DEMUR_BINARY(eq)
DEMUR_BINARY(ne)
DEMUR_BINARY(lt)
DEMUR_BINARY(le)
DEMUR_BINARY(gt)
DEMUR_BINARY(ge)
DEMUR_BINARY(logical_and)
DEMUR_BINARY(logical_or)

DEMUR_WITH_SCALAR(add)
DEMUR_WITH_SCALAR(sub)
DEMUR_WITH_SCALAR(mul)
DEMUR_WITH_SCALAR(div)
DEMUR_WITH_SCALAR(rsub)
DEMUR_WITH_SCALAR(pow)
DEMUR_WITH_SCALAR(eq)
DEMUR_WITH_SCALAR(ne)
DEMUR_WITH_SCALAR(lt)
DEMUR_WITH_SCALAR(le)
DEMUR_WITH_SCALAR(gt)
DEMUR_WITH_SCALAR(ge)

DEMUR_IN_PLACE(add)
DEMUR_IN_PLACE(sub)
DEMUR_IN_PLACE(mul)
DEMUR_IN_PLACE(div)

DEMUR_API int demur_add_scaled_in_place(Handle x, Handle y, double scale) {
  return run([&] { x->add_(*y, scale); });
}
DEMUR_API int demur_fill(Handle x, double value) {
  return run([&] { x->fill_(scalar(*x, value)); });
}
DEMUR_API int demur_copy_from(Handle x, Handle source) {
  return run([&] { x->copy_(*source); });
}
DEMUR_API Handle demur_gelu(Handle x, int approximate) {
  return make([&] { return at::gelu(*x, approximate != 0 ? "tanh" : "none"); });
}
DEMUR_API Handle demur_clamp(Handle x, double low, double high) {
  return make([&] { return at::clamp(*x, scalar(*x, low), scalar(*x, high)); });
}
