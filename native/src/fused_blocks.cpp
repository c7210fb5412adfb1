// Linear layers whose weight stays in the blocks of a GGUF file.
#include "fused_linear.h"

namespace demur {
namespace {

// Up to here each block is decoded in registers beside every four rows. More rows of bfloat16 have it decoded once, a few
// columns at a time, for their own fast product; for more than a cache holds the whole weight is decoded first.
template <class T>
constexpr int64_t kRowsInRegisters = 32;
template <>
constexpr int64_t kRowsInRegisters<kernels::bf16> = 8;
template <class T>
constexpr int64_t kRowsByColumns = kRowsInRegisters<T>;
template <>
constexpr int64_t kRowsByColumns<kernels::bf16> = 96;
constexpr int64_t kColumnsAtOnce = 16;

struct Blocks {
  at::Tensor bytes;  // (out, bytes of a row)
  int64_t columns;
  kernels::BlockFormat format;

  int64_t rows() const { return bytes.size(0); }
  kernels::BlockRows read() const { return {bytes.data_ptr<uint8_t>(), bytes.stride(0), format}; }
};

Blocks blocksOf(const at::Tensor& bytes, int64_t columns, int format) {
  auto known = static_cast<kernels::BlockFormat>(format);
  TORCH_CHECK(bytes.is_cpu() && bytes.scalar_type() == at::kByte && bytes.dim() == 2 && bytes.is_contiguous(), "blocks are rows of bytes on the CPU");
  TORCH_CHECK(columns % 32 == 0 && bytes.size(1) == columns / 32 * kernels::blockBytes(known), "rows of ", bytes.size(1), " bytes do not hold ", columns, " values in blocks of format ", format);
  return {bytes, columns, known};
}

// Hands out columns so that a task is worth its start.
template <class F>
void forColumns(const Blocks& w, int64_t rows, F&& body) {
  auto tasks = (w.rows() + kColumnsAtOnce - 1) / kColumnsAtOnce;
  at::parallel_for(0, tasks, std::max<int64_t>(1, 4 * grain(rows * w.columns) / kColumnsAtOnce), [&](int64_t first, int64_t end) {
    body(first * kColumnsAtOnce, std::min(end * kColumnsAtOnce, w.rows()));
  });
}

at::Tensor unpacked(const Blocks& w, at::ScalarType dtype) {
  auto kept = dtype == at::kBFloat16 ? at::kBFloat16 : at::kFloat;
  auto values = at::empty({w.rows(), w.columns}, at::TensorOptions().dtype(kept));
  withType(values, [&](auto kind) {
    using T = decltype(kind);
    auto* out = static_cast<T*>(values.data_ptr());
    at::parallel_for(0, w.rows(), grain(w.columns), [&](int64_t first, int64_t end) { kernelsFor<T>().unpack(w.read(), w.columns, first, end, out + first * w.columns); });
  });
  return values.to(dtype);
}

template <class Out>
void inRegisters(const at::Tensor& x, const Blocks& w, const at::Tensor& bias, const at::Tensor& y) {
  auto wide = asRows(x.to(at::kFloat));
  auto offsets = bias.defined() ? bias.to(at::kFloat).contiguous() : bias;
  kernels::BlockProduct<Out> product{wide.rows, w.columns, wide.read<float>(), w.read(), bias.defined() ? offsets.data_ptr<float>() : nullptr, {static_cast<Out*>(y.data_ptr()), w.rows()}};
  forColumns(w, wide.rows, [&](int64_t n0, int64_t n1) { kernelsFor<Out>().blockProduct(product, n0, n1); });
}

template <class T, class Out>
void byColumns(const at::Tensor& x, const Blocks& w, const at::Tensor& bias, const at::Tensor& y) {
  auto rows = asRows(x);
  forColumns(w, rows.rows, [&](int64_t n0, int64_t n1) {
    std::vector<T> weight(static_cast<size_t>(kColumnsAtOnce * w.columns));
    for (auto n = n0; n < n1; n += kColumnsAtOnce) {
      auto end = std::min(n + kColumnsAtOnce, n1);
      kernelsFor<T>().unpack(w.read(), w.columns, n, end, weight.data());
      kernels::Product<T, Out> product{rows.rows, w.columns, rows.read<T>(), {weight.data(), w.columns},
                                       bias.defined() ? static_cast<const T*>(bias.data_ptr()) + n : nullptr, {static_cast<Out*>(y.data_ptr()) + n, w.rows()}};
      if constexpr (std::is_same_v<T, Out>) kernelsFor<T>().product(product, 0, end - n);
      else kernelsFor<T>().productToFloat(product, 0, end - n);
    }
  });
}

at::Tensor apply(const at::Tensor& x, const Blocks& w, const at::Tensor& bias, bool toFloat) {
  TORCH_CHECK(!recorded({x}), "weights in blocks pass no gradients on");
  TORCH_CHECK(x.dim() > 0 && x.size(-1) == w.columns, "states ", x.sizes(), " do not fit a weight of ", w.rows(), " x ", w.columns);
  auto rows = x.numel() / w.columns;
  auto kind = toFloat ? at::kFloat : x.scalar_type();
  auto most = x.scalar_type() == at::kBFloat16 ? kRowsByColumns<kernels::bf16> : kRowsByColumns<float>;
  if (!onKernels(x) || (bias.defined() && bias.scalar_type() != x.scalar_type()) || rows > most) {
    auto weight = unpacked(w, x.scalar_type());
    return toFloat ? linearToFloat(x, weight) : applyLinear(x, weight, bias);
  }
  auto shape = x.sizes().vec();
  shape.back() = w.rows();
  auto y = at::empty(shape, x.options().dtype(kind));
  if (rows == 0) return y;
  withType(x, [&](auto type) {
    using T = decltype(type);
    if (rows <= kRowsInRegisters<T>) {
      if (toFloat) inRegisters<float>(x, w, bias, y);
      else inRegisters<T>(x, w, bias, y);
    } else if (toFloat) {
      byColumns<T, float>(x, w, bias, y);
    } else {
      byColumns<T, T>(x, w, bias, y);
    }
  });
  return y;
}

}  // namespace
}  // namespace demur

using namespace demur;

// x W^T + bias in x's type.
DEMUR_API Handle demur_block_linear(Handle x, Handle blocks, int64_t columns, int format, Handle bias) {
  return make([&] { return apply(*x, blocksOf(*blocks, columns, format), orUndefined(bias), false); });
}

// (N, vocabulary) float32.
DEMUR_API Handle demur_block_logits(Handle hidden, Handle blocks, int64_t columns, int format, double scale, double softcap) {
  return make([&] {
    auto logits = apply(*hidden, blocksOf(*blocks, columns, format), {}, true);
    if (scale != 1) logits.mul_(scale);
    if (softcap > 0) logits.div_(softcap).tanh_().mul_(softcap);
    return logits;
  });
}

// (rows, columns) in the type asked for.
DEMUR_API Handle demur_block_unpack(Handle blocks, int64_t columns, int format, int dtype) {
  return make([&] { return unpacked(blocksOf(*blocks, columns, format), static_cast<at::ScalarType>(dtype)); });
}

// Answers 1 where the processor runs the kernels of that name, which are then used; see kernels::use.
DEMUR_API int demur_use_kernels(const char* name) { return kernels::use(name) ? 1 : 0; }
