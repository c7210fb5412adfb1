// Linear layers: few rows take the hand-written product, many go to the BLAS or oneDNN that libtorch uses.
#include "fused_linear.h"

namespace demur {

// Up to here the weight is better streamed as it lies than repacked.
static constexpr int64_t kFewRowsFloat = 40;
static constexpr int64_t kFewRowsBFloat16 = 15;

static bool fits(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  if (!onKernels(x) || x.scalar_type() != weight.scalar_type() || weight.dim() != 2 || weight.stride(1) != 1) return false;
  if (bias.defined() && (bias.scalar_type() != x.scalar_type() || !bias.is_contiguous())) return false;
  return x.dim() > 0 && x.size(-1) == weight.size(1) && weight.size(1) > 0;
}

static bool streams(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  if (!fits(x, weight, bias)) return false;
  auto rows = x.numel() / x.size(-1);
  return rows > 0 && rows <= (x.scalar_type() == at::kFloat ? kFewRowsFloat : kFewRowsBFloat16);
}

template <class T, class Out>
static void stream(const Flat& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& y) {
  auto columns = weight.size(0);
  kernels::Product<T, Out> product{x.rows, x.width, x.read<T>(), {static_cast<const T*>(weight.data_ptr()), weight.stride(0)},
                                   bias.defined() ? static_cast<const T*>(bias.data_ptr()) : nullptr, {static_cast<Out*>(y.data_ptr()), columns}};
  constexpr int64_t kBlock = 16;
  at::parallel_for(0, (columns + kBlock - 1) / kBlock, std::max<int64_t>(1, 4 * grain(x.rows * x.width) / kBlock), [&](int64_t first, int64_t end) {
    auto last = std::min(end * kBlock, columns);
    if constexpr (std::is_same_v<T, Out>) kernelsFor<T>().product(product, first * kBlock, last);
    else kernelsFor<T>().productToFloat(product, first * kBlock, last);
  });
}

at::Tensor applyLinear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  if (recorded({x, weight, bias}) || !streams(x, weight, bias)) {
    return bias.defined() ? at::linear(x, weight, bias) : at::linear(x, weight);
  }
  auto shape = x.sizes().vec();
  shape.back() = weight.size(0);
  auto y = at::empty(shape, x.options());
  withType(x, [&](auto kind) { stream<decltype(kind), decltype(kind)>(asRows(x), weight, bias, y); });
  return y;
}

at::Tensor linearToFloat(const at::Tensor& x, const at::Tensor& weight) {
  at::NoGradGuard guard;
  // libtorch would round the results to bfloat16; the hand-written product does not, however many rows there are.
  if (x.scalar_type() == at::kBFloat16 && x.dim() == 2 && x.numel() > 0 && fits(x, weight, {})) {
    auto y = at::empty({x.size(0), weight.size(0)}, x.options().dtype(at::kFloat));
    stream<kernels::bf16, float>(asRows(x), weight, {}, y);
    return y;
  }
  return applyLinear(x, weight, {}).to(at::kFloat);
}

}  // namespace demur

using namespace demur;

DEMUR_API Handle demur_linear(Handle x, Handle weight, Handle bias) {
  return make([&] { return applyLinear(*x, *weight, orUndefined(bias)); });
}
