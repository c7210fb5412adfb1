// Linear layers on the CPU: few rows stream the weight as it lies, many take it panel by panel.
#include "fused_linear.h"

#include <torch/csrc/autograd/custom_function.h>

#include <memory>

namespace demur {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Rows worth a panel of their own where there are more cores than panels.
constexpr int64_t kRowsOfATask = 64;

// Panels that are laid out together, or asked for while the one before is multiplied.
constexpr int64_t kPanelsOfARun = 4;

bool readable(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, bool turned) {
  if (!onKernels(x) || x.scalar_type() != weight.scalar_type() || weight.dim() != 2 || weight.stride(1) != 1) return false;
  if (bias.defined() && (bias.scalar_type() != x.scalar_type() || !bias.is_contiguous())) return false;
  return x.dim() > 0 && x.numel() > 0 && weight.numel() > 0 && x.size(-1) == weight.size(turned ? 0 : 1);
}

bool streams(const at::Tensor& x) {
  return x.numel() / x.size(-1) <= withType(x, [](auto kind) { return kernelsFor<decltype(kind)>().streamRows; });
}

bool panelsPay(const at::Tensor& x) {
  return x.numel() / x.size(-1) <= withType(x, [](auto kind) { return kernelsFor<decltype(kind)>().panelRows; });
}

float* scratchOf(int64_t floats) {
  constexpr int64_t kLine = 64 / sizeof(float);
  static thread_local std::unique_ptr<float[]> kept;
  static thread_local int64_t room = 0;
  if (room < floats + kLine) {
    room = floats + kLine;
    kept.reset(new float[room]);
  }
  void* first = kept.get();
  size_t bytes = room * sizeof(float);
  return static_cast<float*>(std::align(64, floats * sizeof(float), first, bytes));
}

template <class T, class Out>
void stream(const kernels::Product<T, Out>& product, int64_t columns) {
  constexpr int64_t kBlock = 16;
  at::parallel_for(0, (columns + kBlock - 1) / kBlock, std::max<int64_t>(1, 4 * grain(product.m * product.k) / kBlock), [&](int64_t first, int64_t end) {
    auto last = std::min(end * kBlock, columns);
    if constexpr (std::is_same_v<T, Out>) kernelsFor<T>().product(product, first * kBlock, last);
    else kernelsFor<T>().productToFloat(product, first * kBlock, last);
  });
}

template <class T, class Out>
void byPanels(const kernels::Product<T, Out>& product, int64_t columns, bool turned) {
  const auto& kernels = kernelsFor<T>();
  auto panels = (columns + kernels.panel - 1) / kernels.panel;
  auto parts = std::max<int64_t>(1, std::min(2 * at::get_num_threads() / panels, product.m / kRowsOfATask));
  parts = std::max(parts, (product.m - 1) / kernels.partRows + 1);
  auto share = (product.m + parts - 1) / parts;
  takeRuns(panels * parts, kPanelsOfARun, [&](int64_t first, int64_t end) {
    auto* scratch = scratchOf(kernels.panelScratch(share, product.k, product.k2));
    for (auto task = first; task < end;) {
      auto m0 = task / panels * share, panel = task % panels, count = std::min(panels - panel, end - task);
      auto n0 = panel * kernels.panel, n1 = std::min((panel + count) * kernels.panel, columns);
      auto part = product;
      part.m = std::min(share, product.m - m0);
      part.x.first += m0 * part.x.stride;
      part.x2.first += m0 * part.x2.stride;
      part.y.first += m0 * part.y.stride;
      task += count;
      if constexpr (std::is_same_v<T, Out>) kernels.panelProduct(part, turned, n0, n1, scratch);
      else kernels.panelProductToFloat(part, turned, n0, n1, scratch);
    }
  });
}

// What a product reads, and whether its weights are (k, columns) instead of (columns, k).
struct Factors {
  at::Tensor x, weight, bias;
  Beside beside;
  bool turned;
};

template <class T>
kernels::Rows<const T> matrix(const at::Tensor& x) { return {static_cast<const T*>(x.data_ptr()), x.stride(0)}; }

template <class T, class Out>
void multiply(const Factors& of, const at::Tensor& y) {
  auto rows = asRows(of.x);
  auto columns = y.size(-1);
  kernels::Product<T, Out> product{rows.rows, rows.width, rows.template read<T>(), matrix<T>(of.weight),
                                   of.bias.defined() ? static_cast<const T*>(of.bias.data_ptr()) : nullptr, {static_cast<Out*>(y.data_ptr()), columns}};
  if (of.beside.x.defined()) {
    product.k2 = of.beside.x.size(1);
    product.x2 = matrix<T>(of.beside.x);
    product.w2 = matrix<T>(of.beside.weight);
  }
  if (of.turned || product.k2 > 0 || (!streams(of.x) && panelsPay(of.x))) byPanels(product, columns, of.turned);
  else stream(product, columns);
}

at::Tensor emptyProduct(const Factors& of, at::ScalarType type) {
  auto shape = of.x.sizes().vec();
  shape.back() = of.weight.size(of.turned ? 1 : 0);
  return at::empty(shape, of.x.options().dtype(type));
}

at::Tensor multiplied(const Factors& of) {
  auto y = emptyProduct(of, of.x.scalar_type());
  withType(of.x, [&](auto kind) { multiply<decltype(kind), decltype(kind)>(of, y); });
  return y;
}

at::Tensor multipliedToFloat(const Factors& of) {
  auto y = emptyProduct(of, at::kFloat);
  withType(of.x, [&](auto kind) { multiply<decltype(kind), float>(of, y); });
  return y;
}

bool readableBeside(const at::Tensor& x, const Beside& beside, bool turned) {
  return x.dim() == 2 && beside.x.dim() == 2 && beside.x.stride(1) == 1 && beside.x.size(0) == x.size(0) && readable(beside.x, beside.weight, {}, turned) &&
         beside.x.scalar_type() == x.scalar_type();
}

template <class T>
at::Tensor turnedRound(const at::Tensor& x) {
  constexpr int64_t kColumns = 64;
  auto rows = asRows(x);
  auto turned = at::empty({rows.width, rows.rows}, x.options());
  kernels::Rows<T> to{static_cast<T*>(turned.data_ptr()), rows.rows};
  at::parallel_for(0, (rows.width + kColumns - 1) / kColumns, std::max<int64_t>(1, grain(rows.rows * kColumns)), [&](int64_t first, int64_t end) {
    auto column = first * kColumns, last = std::min(end * kColumns, rows.width);
    kernelsFor<T>().turnRows(rows.rows, last - column, rows.template read<T>(0, column), {to.first + column * to.stride, to.stride});
  });
  return turned;
}

// dy^T x of rows dy (N, out) and x (N, in).
at::Tensor weightGradient(const at::Tensor& dy, const at::Tensor& x) {
  bool pays = onKernels(dy) && dy.scalar_type() == x.scalar_type() && dy.numel() > 0 && x.stride(1) == 1 &&
              dy.size(1) <= withType(dy, [](auto kind) { return kernelsFor<decltype(kind)>().gradientRows; });
  if (!pays) return at::mm(dy.t(), x);
  return multiplied({withType(dy, [&](auto kind) { return turnedRound<decltype(kind)>(dy); }), x, {}, {}, true});
}

//   y = x W^T + b:  dx = dy W, dW = dy^T x, db = sum of dy over rows
struct Linear : torch::autograd::Function<Linear> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const Maybe<at::Tensor>& bias) {
    auto offset = bias.value_or(at::Tensor());
    context->save_for_backward({x, weight});
    context->saved_data["wantsInput"] = x.requires_grad();
    context->saved_data["wantsWeight"] = weight.requires_grad();
    context->saved_data["wantsBias"] = offset.defined() && offset.requires_grad();
    return multiplied({x, weight, offset, {}, false});
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto x = saved[0], weight = saved[1], dy = gradients[0];
    auto rows = dy.reshape({-1, dy.size(-1)});
    variable_list result(3);
    if (context->saved_data["wantsInput"].toBool()) result[0] = applyTurned(dy, weight);
    if (context->saved_data["wantsWeight"].toBool()) result[1] = weightGradient(rows, x.reshape({-1, x.size(-1)}));
    if (context->saved_data["wantsBias"].toBool()) result[2] = rows.sum(0);
    return result;
  }
};

}  // namespace

at::Tensor applyLinear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  if (!readable(x, weight, bias, false) || !(streams(x) || panelsPay(x))) return bias.defined() ? at::linear(x, weight, bias) : at::linear(x, weight);
  if (!recorded({x, weight, bias})) return multiplied({x, weight, bias, {}, false});
  return Linear::apply(x, weight, bias.defined() ? Maybe<at::Tensor>(bias) : Maybe<at::Tensor>());
}

at::Tensor applyBoth(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const Beside& beside) {
  at::NoGradGuard guard;
  bool together = readable(x, weight, bias, false) && readableBeside(x, beside, false) && !streams(x) && panelsPay(x);
  return together ? multiplied({x, weight, bias, beside, false}) : applyLinear(x, weight, bias).addmm_(beside.x, beside.weight.t());
}

at::Tensor applyTurned(const at::Tensor& x, const at::Tensor& weight, const Beside& beside) {
  at::NoGradGuard guard;
  bool pays = readable(x, weight, {}, true) && panelsPay(x);
  if (!beside.x.defined()) return pays ? multiplied({x, weight, {}, {}, true}) : at::matmul(x, weight);
  return pays && readableBeside(x, beside, true) ? multiplied({x, weight, {}, beside, true}) : applyTurned(x, weight).addmm_(beside.x, beside.weight);
}

at::Tensor turnedToFloat(const at::Tensor& x, const at::Tensor& weight) {
  at::NoGradGuard guard;
  return readable(x, weight, {}, true) && panelsPay(x) ? multipliedToFloat({x, weight, {}, {}, true}) : at::matmul(x, weight).to(at::kFloat);
}

at::Tensor linearToFloat(const at::Tensor& x, const at::Tensor& weight) {
  at::NoGradGuard guard;
  // libtorch would round the results to bfloat16, however many rows there are.
  if (x.scalar_type() == at::kBFloat16 && x.dim() == 2 && readable(x, weight, {}, false)) return multipliedToFloat({x, weight, {}, {}, false});
  return applyLinear(x, weight, {}).to(at::kFloat);
}

}  // namespace demur

using namespace demur;

DEMUR_API Handle demur_linear(Handle x, Handle weight, Handle bias) {
  return make([&] { return applyLinear(*x, *weight, orUndefined(bias)); });
}
