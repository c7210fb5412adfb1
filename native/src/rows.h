// Tensors as the hand-written kernels see them: rows of float32 or bfloat16 on the CPU.
#pragma once

#include "kernels/kernels.h"
#include "shim.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <initializer_list>

namespace demur {

inline bool onKernels(const at::Tensor& x) {
  return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

// Whether a backward pass can come, so that what it needs has to be saved.
inline bool recorded(std::initializer_list<at::Tensor> inputs) {
  return at::GradMode::is_enabled() &&
         std::any_of(inputs.begin(), inputs.end(), [](const at::Tensor& x) { return x.defined() && x.requires_grad(); });
}

// Folds all dimensions but the last few into rows; copies only where a row is not in one piece.
inline at::Tensor asRows(const at::Tensor& x, int64_t inner = 1) {
  int64_t width = 1;
  bool packed = true;
  for (int64_t dim = x.dim() - 1; dim >= x.dim() - inner; --dim) {
    packed = packed && (x.stride(dim) == width || x.size(dim) == 1);
    width *= x.size(dim);
  }
  if (packed && x.dim() == inner + 1 && inner == 1) return x;
  if (packed && x.dim() == inner + 1) return x.as_strided({x.size(0), width}, {x.stride(0), 1});
  return (packed ? x : x.contiguous()).reshape({-1, width});
}

template <class T>
kernels::Rows<const T> reading(const at::Tensor& rows) {
  return {static_cast<const T*>(rows.data_ptr()), rows.stride(0)};
}

template <class T>
kernels::Rows<T> writing(const at::Tensor& rows) {
  return {static_cast<T*>(rows.data_ptr()), rows.stride(0)};
}

template <class T>
const kernels::Kernels<T>& kernelsFor();
template <>
inline const kernels::Kernels<float>& kernelsFor<float>() { return kernels::table().forFloat; }
template <>
inline const kernels::Kernels<kernels::bf16>& kernelsFor<kernels::bf16>() { return kernels::table().forBFloat16; }

// Calls a generic body with a value of the element type that the kernels use for this tensor.
template <class F>
auto withType(const at::Tensor& x, F&& body) {
  return x.scalar_type() == at::kFloat ? body(float{}) : body(kernels::bf16{});
}

// Rows a task takes so that handing it out costs little beside the work.
inline int64_t grain(int64_t width) { return std::max<int64_t>(1, 16384 / std::max<int64_t>(1, width)); }

}  // namespace demur
