// Linear layers on the CPU: few rows stream the weight as it lies, many take it panel by panel.
#include "fused_linear.h"

#include <torch/csrc/autograd/custom_function.h>

#include <memory>

namespace demur {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Up to here the weight is better streamed as it lies than laid out anew.
constexpr int64_t kFewRows = 12;

// Rows worth a panel of their own where there are more cores than panels.
constexpr int64_t kRowsOfATask = 64;

bool readable(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, bool turned) {
  if (!onKernels(x) || x.scalar_type() != weight.scalar_type() || weight.dim() != 2 || weight.stride(1) != 1) return false;
  if (bias.defined() && (bias.scalar_type() != x.scalar_type() || !bias.is_contiguous())) return false;
  return x.dim() > 0 && x.numel() > 0 && weight.numel() > 0 && x.size(-1) == weight.size(turned ? 0 : 1);
}

bool streams(const at::Tensor& x) { return x.numel() / x.size(-1) <= kFewRows; }

// Pairs of bfloat16 are multiplied together, so there have to be whole ones.
bool panelsPay(const at::Tensor& x) {
  return x.numel() / x.size(-1) <= kernels::table().panelRows && (x.scalar_type() == at::kFloat || x.size(-1) % 2 == 0);
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
  const auto& table = kernels::table();
  auto panels = (columns + table.panel - 1) / table.panel;
  auto parts = std::max<int64_t>(1, std::min(2 * at::get_num_threads() / panels, product.m / kRowsOfATask));
  auto share = (product.m + parts - 1) / parts;
  at::parallel_for(0, panels * parts, 1, [&](int64_t first, int64_t end) {
    auto* scratch = scratchOf(table.panelScratch(share, product.k));
    for (auto task = first; task < end;) {
      auto m0 = task / panels * share, panel = task % panels, count = std::min(panels - panel, end - task);
      auto n0 = panel * table.panel, n1 = std::min((panel + count) * table.panel, columns);
      auto part = product;
      part.m = std::min(share, product.m - m0);
      part.x.first += m0 * part.x.stride;
      part.y.first += m0 * part.y.stride;
      task += count;
      if constexpr (std::is_same_v<T, Out>) kernelsFor<T>().panelProduct(part, turned, n0, n1, scratch);
      else kernelsFor<T>().panelProductToFloat(part, turned, n0, n1, scratch);
    }
  });
}

template <class T, class Out>
void multiply(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, bool turned, const at::Tensor& y) {
  auto rows = asRows(x);
  auto columns = y.size(-1);
  kernels::Product<T, Out> product{rows.rows, rows.width, rows.template read<T>(), {static_cast<const T*>(weight.data_ptr()), weight.stride(0)},
                                   bias.defined() ? static_cast<const T*>(bias.data_ptr()) : nullptr, {static_cast<Out*>(y.data_ptr()), columns}};
  if (turned || (!streams(x) && panelsPay(x))) byPanels(product, columns, turned);
  else stream(product, columns);
}

at::Tensor multiplied(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, bool turned) {
  auto shape = x.sizes().vec();
  shape.back() = weight.size(turned ? 1 : 0);
  auto y = at::empty(shape, x.options());
  withType(x, [&](auto kind) { multiply<decltype(kind), decltype(kind)>(x, weight, bias, turned, y); });
  return y;
}

//   y = x W^T + b:  dx = dy W, dW = dy^T x, db = sum of dy over rows
struct Linear : torch::autograd::Function<Linear> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const Maybe<at::Tensor>& bias) {
    auto offset = bias.value_or(at::Tensor());
    context->save_for_backward({x, weight});
    context->saved_data["wantsInput"] = x.requires_grad();
    context->saved_data["wantsWeight"] = weight.requires_grad();
    context->saved_data["wantsBias"] = offset.defined() && offset.requires_grad();
    return multiplied(x, weight, offset, false);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto x = saved[0], weight = saved[1], dy = gradients[0];
    auto rows = dy.reshape({-1, dy.size(-1)});
    variable_list result(3);
    if (context->saved_data["wantsInput"].toBool()) result[0] = applyTurned(dy, weight);
    if (context->saved_data["wantsWeight"].toBool()) result[1] = at::mm(rows.t(), x.reshape({-1, x.size(-1)}));
    if (context->saved_data["wantsBias"].toBool()) result[2] = rows.sum(0);
    return result;
  }
};

}  // namespace

at::Tensor applyLinear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  if (!readable(x, weight, bias, false) || !(streams(x) || panelsPay(x))) return bias.defined() ? at::linear(x, weight, bias) : at::linear(x, weight);
  if (!recorded({x, weight, bias})) return multiplied(x, weight, bias, false);
  return Linear::apply(x, weight, bias.defined() ? Maybe<at::Tensor>(bias) : Maybe<at::Tensor>());
}

at::Tensor applyTurned(const at::Tensor& x, const at::Tensor& weight) {
  at::NoGradGuard guard;
  return readable(x, weight, {}, true) && panelsPay(x) ? multiplied(x, weight, {}, true) : at::matmul(x, weight);
}

at::Tensor linearToFloat(const at::Tensor& x, const at::Tensor& weight) {
  at::NoGradGuard guard;
  // libtorch would round the results to bfloat16, however many rows there are.
  if (x.scalar_type() == at::kBFloat16 && x.dim() == 2 && readable(x, weight, {}, false)) {
    auto y = at::empty({x.size(0), weight.size(0)}, x.options().dtype(at::kFloat));
    multiply<kernels::bf16, float>(x, weight, {}, false, y);
    return y;
  }
  return applyLinear(x, weight, {}).to(at::kFloat);
}

}  // namespace demur

using namespace demur;

DEMUR_API Handle demur_linear(Handle x, Handle weight, Handle bias) {
  return make([&] { return applyLinear(*x, *weight, orUndefined(bias)); });
}
