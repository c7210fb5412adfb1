// What every part of the shim shares: handles, the error boundary, and how plain arguments become libtorch's.
#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#define DEMUR_API extern "C" __attribute__((visibility("default")))

namespace demur {

// A tensor as the managed side holds it: one heap cell, counted, freed by demur_free.
using Handle = at::Tensor*;

// libtorch's optional: its own in 1.13, the standard library's in later releases. Taken from a function that returns one.
template <class>
struct OptionalOf;
template <template <class> class Optional, class Value>
struct OptionalOf<Optional<Value>> {
  template <class Other>
  using Of = Optional<Other>;
};
template <class Value>
using Maybe = typename OptionalOf<decltype(at::TensorOptions().dtype_opt())>::template Of<Value>;

enum Status : int { kOk = 0, kFailed = 1, kOutOfMemory = 2 };

// Counts the tensor as held by the managed side. An undefined tensor becomes null.
Handle wrap(at::Tensor tensor);

// Records the exception in flight for this thread and says of which kind it is.
int remember() noexcept;

// Runs what yields a tensor; null means that the error was recorded.
template <class F>
Handle make(F&& body) noexcept {
  try {
    return wrap(body());
  } catch (...) {
    remember();
    return nullptr;
  }
}

// Runs what yields nothing.
template <class F>
int run(F&& body) noexcept {
  try {
    body();
    return kOk;
  } catch (...) {
    return remember();
  }
}

inline at::IntArrayRef dims(const int64_t* values, int count) {
  return {values, static_cast<size_t>(count)};
}

inline c10::Device device(int type, int index) {
  return type == 0 ? c10::Device(c10::kCPU) : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

inline at::TensorOptions options(int dtype, int type, int index) {
  return at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).device(device(type, index));
}

// A whole number next to an integer tensor stays an integer, so that the tensor keeps its type.
inline at::Scalar scalar(const at::Tensor& beside, double value) {
  if (at::isIntegralType(beside.scalar_type(), true) && value == std::floor(value) && std::abs(value) < 9e15) {
    return static_cast<int64_t>(value);
  }
  return value;
}

// A handle that may be absent.
inline at::Tensor orUndefined(Handle handle) { return handle == nullptr ? at::Tensor() : *handle; }

inline std::vector<at::Tensor> list(const Handle* handles, int count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) tensors.push_back(*handles[i]);
  return tensors;
}

}  // namespace demur
