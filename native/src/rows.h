// Tensors as the hand-written kernels see them: rows of float32 or bfloat16 on the CPU.
#pragma once

#include "kernels/kernels.h"
#include "shim.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
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

// A tensor as rows: all dimensions but the last few folded into one. Made without views, which cost more than a small kernel.
struct Flat {
  at::Tensor held;
  int64_t rows, width, stride;

  template <class T>
  kernels::Rows<const T> read(int64_t row = 0, int64_t column = 0) const {
    return {static_cast<const T*>(held.data_ptr()) + row * stride + column, stride};
  }

  template <class T>
  kernels::Rows<T> write(int64_t row = 0, int64_t column = 0) const {
    return {static_cast<T*>(held.data_ptr()) + row * stride + column, stride};
  }
};

// Copies only where a row is not in one piece, or where rows do not follow each other at one distance.
inline Flat asRows(const at::Tensor& x, int64_t inner = 1) {
  int64_t width = 1;
  bool packed = true;
  for (int64_t dim = x.dim() - 1; dim >= x.dim() - inner; --dim) {
    packed = packed && (x.stride(dim) == width || x.size(dim) == 1);
    width *= x.size(dim);
  }
  auto rows = width == 0 ? 0 : x.numel() / width;
  if (packed && x.dim() == inner + 1) return {x, rows, width, x.stride(0)};
  return {x.contiguous(), rows, width, width};
}

template <class T>
const kernels::Kernels<T>& kernelsFor();
template <>
inline const kernels::Kernels<float>& kernelsFor<float>() { return kernels::table().forFloat; }
template <>
inline const kernels::Kernels<kernels::bf16>& kernelsFor<kernels::bf16>() { return kernels::table().forBFloat16; }

// Shares out tasks that differ in length: each thread takes the next few. `thread` runs once a thread and is given a function that
// calls its argument with every task the thread takes.
template <class F>
void takeTurns(int64_t tasks, int64_t few, const F& thread) {
  std::atomic<int64_t> next{0};
  at::parallel_for(0, std::min<int64_t>(at::get_num_threads(), tasks), 1, [&](int64_t, int64_t) {
    thread([&](const auto& work) {
      for (int64_t first = next.fetch_add(few); first < tasks; first = next.fetch_add(few))
        for (int64_t task = first; task < std::min(first + few, tasks); ++task) work(task);
    });
  });
}

// Shares out equal tasks in runs of at least so many, which become shorter towards the end, so that a core which the system holds up has
// little left to be waited for. Where that would be few runs, each core has one.
template <class F>
void takeRuns(int64_t tasks, int64_t least, const F& work) {
  const int64_t threads = at::get_num_threads();
  if (tasks < 4 * least * threads) return at::parallel_for(0, tasks, 1, work);
  std::atomic<int64_t> next{0};
  at::parallel_for(0, threads, 1, [&](int64_t, int64_t) {
    for (int64_t first = next; first < tasks;) {
      const int64_t end = std::min(tasks, first + std::max(least, (tasks - first) / (2 * threads)));
      if (!next.compare_exchange_weak(first, end)) continue;
      work(first, end);
      first = next;
    }
  });
}

// Calls a generic body with a value of the element type that the kernels use for this tensor.
template <class F>
auto withType(const at::Tensor& x, F&& body) {
  return x.scalar_type() == at::kFloat ? body(float{}) : body(kernels::bf16{});
}

// Rows a task takes so that handing it out costs little beside the work.
inline int64_t grain(int64_t width) { return std::max<int64_t>(1, 16384 / std::max<int64_t>(1, width)); }

}  // namespace demur
