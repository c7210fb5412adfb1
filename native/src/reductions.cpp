// Operations that fold a dimension, and orders.
#include "rows.h"

using namespace demur;

#define DEMUR_FOLD_ALL(name) \
  DEMUR_API Handle demur_##name##_all(Handle x) { \
    return make([&] { return at::name(*x); }); \
  }

DEMUR_FOLD_ALL(sum)
DEMUR_FOLD_ALL(mean)
DEMUR_FOLD_ALL(max)
DEMUR_FOLD_ALL(min)
DEMUR_FOLD_ALL(any)
DEMUR_FOLD_ALL(all)
DEMUR_FOLD_ALL(norm)

DEMUR_API Handle demur_sum(Handle x, int64_t dim, int keep) {
  return make([&] { return at::sum(*x, {dim}, keep != 0); });
}
DEMUR_API Handle demur_mean(Handle x, int64_t dim, int keep) {
  return make([&] { return at::mean(*x, {dim}, keep != 0); });
}
DEMUR_API Handle demur_var(Handle x, int64_t dim, int unbiased, int keep) {
  return make([&] { return at::var(*x, at::IntArrayRef{dim}, unbiased != 0, keep != 0); });
}
DEMUR_API Handle demur_norm(Handle x, double power, int64_t dim, int keep) {
  return make([&] { return at::norm(*x, power, {dim}, keep != 0); });
}
DEMUR_API Handle demur_amax(Handle x, int64_t dim, int keep) {
  return make([&] { return at::amax(*x, {dim}, keep != 0); });
}
DEMUR_API Handle demur_amin(Handle x, int64_t dim, int keep) {
  return make([&] { return at::amin(*x, {dim}, keep != 0); });
}

static at::Tensor largestOfRows(const at::Tensor& x) {
  auto rows = asRows(x);
  auto places = at::empty(x.sizes().slice(0, x.dim() - 1), x.options().dtype(at::kLong));
  auto* result = places.data_ptr<int64_t>();
  withType(x, [&](auto kind) {
    using T = decltype(kind);
    at::parallel_for(0, rows.rows, grain(rows.width), [&](int64_t first, int64_t end) {
      for (int64_t row = first; row < end; ++row) result[row] = kernelsFor<T>().largestAt(rows.width, rows.template read<T>(row).first);
    });
  });
  return places;
}

DEMUR_API Handle demur_argmax(Handle x, int64_t dim, int keep) {
  return make([&] {
    bool ofRows = onKernels(*x) && x->numel() > 0 && x->dim() > 0 && (dim == -1 || dim == x->dim() - 1) && keep == 0 && x->size(-1) <= INT32_MAX;
    return ofRows ? largestOfRows(*x) : at::argmax(*x, dim, keep != 0);
  });
}

DEMUR_API Handle demur_logsumexp(Handle x, int64_t dim, int keep) {
  return make([&] { return at::logsumexp(*x, {dim}, keep != 0); });
}
DEMUR_API Handle demur_cumsum(Handle x, int64_t dim) {
  return make([&] { return at::cumsum(*x, dim); });
}
DEMUR_API Handle demur_softmax(Handle x, int64_t dim) {
  return make([&] { return at::softmax(*x, dim); });
}
DEMUR_API Handle demur_log_softmax(Handle x, int64_t dim) {
  return make([&] { return at::log_softmax(*x, dim); });
}

// Two results: the first is written, the second returned, so that a failure is null as everywhere.
static Handle pairOf(std::tuple<at::Tensor, at::Tensor> pair, Handle* values) {
  auto* indices = wrap(std::move(std::get<1>(pair)));
  *values = wrap(std::move(std::get<0>(pair)));
  return indices;
}

DEMUR_API Handle demur_topk(Handle x, int64_t count, int64_t dim, int largest, Handle* values) {
  try {
    return pairOf(at::topk(*x, count, dim, largest != 0, true), values);
  } catch (...) {
    remember();
    return nullptr;
  }
}
DEMUR_API Handle demur_sort(Handle x, int64_t dim, int descending, Handle* values) {
  try {
    return pairOf(at::sort(*x, /*stable=*/Maybe<bool>(true), dim, descending != 0), values);
  } catch (...) {
    remember();
    return nullptr;
  }
}
