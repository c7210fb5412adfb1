// Operations that move, pick or join elements.
#include "shim.h"

using namespace demur;

DEMUR_API Handle demur_reshape(Handle x, const int64_t* shape, int rank) {
  return make([&] { return x->reshape(dims(shape, rank)); });
}
DEMUR_API Handle demur_view(Handle x, const int64_t* shape, int rank) {
  return make([&] { return x->view(dims(shape, rank)); });
}
DEMUR_API Handle demur_expand(Handle x, const int64_t* shape, int rank) {
  return make([&] { return x->expand(dims(shape, rank)); });
}
DEMUR_API Handle demur_repeat(Handle x, const int64_t* times, int rank) {
  return make([&] { return x->repeat(dims(times, rank)); });
}
DEMUR_API Handle demur_permute(Handle x, const int64_t* order, int rank) {
  return make([&] { return x->permute(dims(order, rank)); });
}
DEMUR_API Handle demur_transpose(Handle x, int64_t first, int64_t second) {
  return make([&] { return x->transpose(first, second); });
}
DEMUR_API Handle demur_contiguous(Handle x) {
  return make([&] { return x->contiguous(); });
}
DEMUR_API Handle demur_unsqueeze(Handle x, int64_t dim) {
  return make([&] { return x->unsqueeze(dim); });
}
DEMUR_API Handle demur_squeeze(Handle x, int64_t dim) {
  return make([&] { return x->squeeze(dim); });
}
DEMUR_API Handle demur_slice(Handle x, int64_t dim, int64_t start, int64_t end, int64_t step) {
  return make([&] { return x->slice(dim, start, end, step); });
}
DEMUR_API Handle demur_narrow(Handle x, int64_t dim, int64_t start, int64_t length) {
  return make([&] { return x->narrow(dim, start, length); });
}
DEMUR_API Handle demur_select(Handle x, int64_t dim, int64_t index) {
  return make([&] { return x->select(dim, index); });
}
DEMUR_API Handle demur_flip(Handle x, int64_t dim) {
  return make([&] { return x->flip({dim}); });
}
DEMUR_API Handle demur_repeat_interleave(Handle x, int64_t times, int64_t dim) {
  return make([&] { return x->repeat_interleave(times, dim); });
}
DEMUR_API Handle demur_cat(const Handle* parts, int count, int64_t dim) {
  return make([&] { return at::cat(list(parts, count), dim); });
}
DEMUR_API Handle demur_stack(const Handle* parts, int count, int64_t dim) {
  return make([&] { return at::stack(list(parts, count), dim); });
}

DEMUR_API Handle demur_index_select(Handle x, int64_t dim, Handle index) {
  return make([&] { return at::index_select(*x, dim, *index); });
}
DEMUR_API Handle demur_gather(Handle x, int64_t dim, Handle index) {
  return make([&] { return at::gather(*x, dim, *index); });
}
DEMUR_API Handle demur_scatter(Handle x, int64_t dim, Handle index, Handle source) {
  return make([&] { return at::scatter(*x, dim, *index, *source); });
}
DEMUR_API Handle demur_scatter_value(Handle x, int64_t dim, Handle index, double value) {
  return make([&] { return at::scatter(*x, dim, *index, scalar(*x, value)); });
}
DEMUR_API Handle demur_index_add(Handle x, int64_t dim, Handle index, Handle source) {
  return make([&] { return at::index_add(*x, dim, *index, *source); });
}
DEMUR_API int demur_index_add_in_place(Handle x, int64_t dim, Handle index, Handle source) {
  return run([&] { x->index_add_(dim, *index, *source); });
}
DEMUR_API int demur_index_copy_in_place(Handle x, int64_t dim, Handle index, Handle source) {
  return run([&] { x->index_copy_(dim, *index, *source); });
}
DEMUR_API Handle demur_masked_select(Handle x, Handle mask) {
  return make([&] { return at::masked_select(*x, *mask); });
}
DEMUR_API Handle demur_masked_fill(Handle x, Handle mask, double value) {
  return make([&] { return at::masked_fill(*x, *mask, scalar(*x, value)); });
}
DEMUR_API Handle demur_nonzero(Handle x) {
  return make([&] { return at::nonzero(*x); });
}
DEMUR_API Handle demur_where(Handle condition, Handle yes, Handle no) {
  return make([&] { return at::where(*condition, *yes, *no); });
}
DEMUR_API Handle demur_triu(Handle x, int64_t diagonal) {
  return make([&] { return at::triu(*x, diagonal); });
}
DEMUR_API Handle demur_tril(Handle x, int64_t diagonal) {
  return make([&] { return at::tril(*x, diagonal); });
}
DEMUR_API Handle demur_embedding(Handle weight, Handle ids) {
  return make([&] { return at::embedding(*weight, *ids); });
}
