// Dropout that needs no mask in memory, and a frozen linear layer with a trainable low-rank branch.
#include "fused_linear.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace demur;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

// What decides which elements are dropped: the same draw gives the same elements, forwards and backwards.
struct Draw {
  double probability = 0;
  int64_t seed = 0;
};

Draw drawFrom(at::Generator* generator, double probability) {
  std::lock_guard<std::mutex> lock(generator->mutex());
  return {probability, static_cast<int64_t>(at::check_generator<at::CPUGeneratorImpl>(*generator)->random64())};
}

at::Tensor dropped(const at::Tensor& x, const Draw& draw) {
  if (draw.probability <= 0) return x;
  auto from = x.contiguous();
  auto y = at::empty(x.sizes(), from.options());
  auto threshold = static_cast<uint32_t>(std::min(draw.probability * 4294967296.0, 4294967295.0));
  at::parallel_for(0, from.numel(), 16384, [&](int64_t first, int64_t end) {
    withType(x, [&](auto kind) {
      using T = decltype(kind);
      kernelsFor<T>().drop(first, end - first, static_cast<const T*>(from.data_ptr()) + first, static_cast<uint64_t>(draw.seed), threshold,
                           static_cast<float>(1 / (1 - draw.probability)), static_cast<T*>(y.data_ptr()) + first);
    });
  });
  return y;
}

struct Dropout : torch::autograd::Function<Dropout> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, double probability, int64_t seed) {
    context->saved_data["probability"] = probability;
    context->saved_data["seed"] = seed;
    return dropped(x, {probability, seed});
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    return {dropped(gradients[0], {context->saved_data["probability"].toDouble(), context->saved_data["seed"].toInt()}), at::Tensor(), at::Tensor()};
  }
};

// y, and s d(x) A^T for the backward pass.
std::pair<at::Tensor, at::Tensor> forwardLora(const at::Tensor& x, const Draw& draw, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& down, const at::Tensor& up, double scale) {
  auto inner = applyLinear(dropped(x, draw), down, {}).mul_(scale);
  return {applyBoth(x, weight, bias, {inner, up}), inner};
}

// x (N, in), W (out, in) frozen, A (r, in), B (out, r): y = x W^T + b + s (d(x) A^T) B^T.
//   dx = dy W + s d(dy B A), dB = s dy^T (d(x) A^T), dA = s (dy B)^T d(x)
struct LoraLinear : torch::autograd::Function<LoraLinear> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const Maybe<at::Tensor>& bias, const at::Tensor& down, const at::Tensor& up,
                            double scale, double probability, int64_t seed) {
    auto type = x.scalar_type();
    auto a = down.to(type), b = up.to(type);
    auto [y, inner] = forwardLora(x, {probability, seed}, weight, bias.value_or(at::Tensor()), a, b, scale);
    context->save_for_backward({x, weight, a, b, inner});
    context->saved_data["scale"] = scale;
    context->saved_data["probability"] = probability;
    context->saved_data["seed"] = seed;
    context->saved_data["type"] = static_cast<int64_t>(down.scalar_type());
    context->saved_data["wantsInput"] = x.requires_grad();
    context->saved_data["wantsBranch"] = down.requires_grad() || up.requires_grad();
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto x = saved[0], weight = saved[1], a = saved[2], b = saved[3], inner = saved[4];
    Draw draw{context->saved_data["probability"].toDouble(), context->saved_data["seed"].toInt()};
    auto type = static_cast<at::ScalarType>(context->saved_data["type"].toInt());
    auto dy = gradients[0].to(x.scalar_type()).contiguous();
    auto dInner = applyTurned(dy, b).mul_(context->saved_data["scale"].toDouble());  // (N, r)
    variable_list result(8);
    if (context->saved_data["wantsInput"].toBool()) {
      result[0] = draw.probability > 0 ? applyTurned(dy, weight).add_(dropped(applyTurned(dInner, a), draw)) : applyTurned(dy, weight, {dInner, a});
    }
    if (context->saved_data["wantsBranch"].toBool()) {
      result[3] = turnedToFloat(dInner.t().contiguous(), dropped(x, draw)).to(type);
      result[4] = turnedToFloat(inner.t().contiguous(), dy).t().to(type, false, false, at::MemoryFormat::Contiguous);
    }
    return result;
  }
};

at::Tensor plainLora(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& down, const at::Tensor& up, double scale, double dropout, at::Generator* generator) {
  auto input = dropout > 0 ? x * at::empty_like(x.detach()).bernoulli_(1 - dropout, *generator).div_(1 - dropout) : x;
  auto type = x.scalar_type();
  auto base = bias.defined() ? at::linear(x, weight, bias) : at::linear(x, weight);
  return base + at::linear(at::linear(input, down.to(type)), up.to(type)) * scale;
}

}  // namespace

DEMUR_API Handle demur_dropout(Handle x, double probability, at::Generator* generator) {
  return make([&] {
    TORCH_CHECK(probability >= 0 && probability < 1, "the share to drop is at least 0 and below 1, not ", probability);
    if (!onKernels(*x)) return *x * at::empty_like(x->detach()).bernoulli_(1 - probability, *generator).div_(1 - probability);
    auto draw = drawFrom(generator, probability);
    return recorded({*x}) ? Dropout::apply(*x, probability, draw.seed) : dropped(*x, draw);
  });
}

DEMUR_API Handle demur_lora_linear(Handle x, Handle weight, Handle bias, Handle down, Handle up, double scale, double dropout, at::Generator* generator) {
  return make([&] {
    TORCH_CHECK(dropout >= 0 && dropout < 1, "the share to drop is at least 0 and below 1, not ", dropout);
    TORCH_CHECK(weight->dim() == 2 && down->dim() == 2 && up->dim() == 2 && down->size(0) == up->size(1) && down->size(1) == weight->size(1) && up->size(0) == weight->size(0),
                "a low-rank branch ", down->sizes(), ", ", up->sizes(), " does not fit a weight ", weight->sizes());
    auto frozen = weight->detach();
    auto shift = bias == nullptr ? at::Tensor() : bias->detach();
    if (!onKernels(*x) || weight->scalar_type() != x->scalar_type()) return plainLora(*x, frozen, shift, *down, *up, scale, dropout, generator);
    auto draw = dropout > 0 ? drawFrom(generator, dropout) : Draw{};
    auto rows = x->dim() == 2 ? *x : x->reshape({-1, x->size(-1)});
    at::Tensor y;
    if (recorded({*x, *down, *up})) {
      y = LoraLinear::apply(rows, frozen, shift.defined() ? Maybe<at::Tensor>(shift) : Maybe<at::Tensor>(), *down, *up, scale, dropout, draw.seed);
    } else {
      auto type = x->scalar_type();
      y = forwardLora(rows, draw, frozen, shift, down->to(type), up->to(type), scale).first;
    }
    if (x->dim() == 2) return y;
    auto shape = x->sizes().vec();
    shape.back() = weight->size(0);
    return y.view(shape);
  });
}
