// RMS norm, rotary positions and gated activations in one pass each, with their backward passes.
#include "plain.h"
#include "rows.h"

#include <torch/csrc/autograd/custom_function.h>

using namespace demur;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

// The weight plus its offset, in float32, as the kernels want it.
at::Tensor scaleOf(const at::Tensor& weight, double offset) {
  auto scale = weight.detach().to(at::kFloat);
  return (offset == 0 ? scale : scale + offset).contiguous();
}

at::Tensor normForward(const at::Tensor& x, const at::Tensor& scale, double epsilon, const at::Tensor& inverse) {
  auto from = asRows(x);
  auto y = at::empty(x.sizes(), x.options());
  auto to = y.view({-1, x.size(-1)});
  auto* factors = inverse.defined() ? inverse.data_ptr<float>() : nullptr;
  at::parallel_for(0, from.size(0), grain(from.size(1)), [&](int64_t first, int64_t end) {
    withType(x, [&](auto kind) {
      using T = decltype(kind);
      auto source = reading<T>(from.slice(0, first, end));
      auto target = writing<T>(to.slice(0, first, end));
      kernelsFor<T>().rmsNorm(end - first, from.size(1), source, scale.data_ptr<float>(), epsilon, target, factors == nullptr ? nullptr : factors + first);
    });
  });
  return y;
}

struct RmsNorm : torch::autograd::Function<RmsNorm> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, double epsilon, double offset) {
    auto scale = scaleOf(weight, offset);
    auto inverse = at::empty({x.numel() / x.size(-1)}, x.options().dtype(at::kFloat));
    auto y = normForward(x, scale, epsilon, inverse);
    context->save_for_backward({x, scale, inverse});
    context->saved_data["trains"] = weight.requires_grad();
    context->saved_data["type"] = static_cast<int64_t>(weight.scalar_type());
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto x = saved[0], scale = saved[1], inverse = saved[2];
    auto from = asRows(x), dy = asRows(gradients[0].to(x.scalar_type()));
    auto dx = at::empty(x.sizes(), x.options());
    auto to = dx.view({-1, x.size(-1)});
    bool trains = context->saved_data["trains"].toBool();
    auto rows = from.size(0), width = from.size(1);
    auto tasks = std::min<int64_t>(std::max<int64_t>(1, rows / grain(width)), at::get_num_threads());
    auto share = (rows + tasks - 1) / tasks;
    auto partial = trains ? at::zeros({tasks, width}, scale.options()) : at::Tensor();
    at::parallel_for(0, tasks, 1, [&](int64_t firstTask, int64_t endTask) {
      for (auto task = firstTask; task < endTask; ++task) {
        auto first = task * share, end = std::min(rows, first + share);
        if (first >= end) continue;
        withType(x, [&](auto kind) {
          using T = decltype(kind);
          kernelsFor<T>().rmsNormBackward(end - first, width, reading<T>(from.slice(0, first, end)), scale.data_ptr<float>(),
                                          inverse.data_ptr<float>() + first, reading<T>(dy.slice(0, first, end)), writing<T>(to.slice(0, first, end)),
                                          trains ? partial.data_ptr<float>() + task * width : nullptr);
        });
      }
    });
    auto dWeight = trains ? partial.sum(0).to(static_cast<at::ScalarType>(context->saved_data["type"].toInt())) : at::Tensor();
    return {dx, dWeight, at::Tensor(), at::Tensor()};
  }
};

// Rows of cos and sin in float32 that go with the rows of x, or undefined when the shapes do not match one to one.
at::Tensor angles(const at::Tensor& x, const at::Tensor& table) {
  if (!table.is_cpu() || table.dim() != x.dim() - 1) return {};
  for (int64_t dim = 0; dim < table.dim() - 1; ++dim) {
    if (table.size(dim) != x.size(dim)) return {};
  }
  return asRows(table.detach().to(at::kFloat));
}

at::Tensor turn(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine, float sign) {
  auto from = asRows(x, 2);
  auto y = at::empty(x.sizes(), x.options());
  auto to = y.view({from.size(0), from.size(1)});
  auto heads = x.size(-2), width = x.size(-1);
  at::parallel_for(0, from.size(0), grain(from.size(1)), [&](int64_t first, int64_t end) {
    withType(x, [&](auto kind) {
      using T = decltype(kind);
      kernelsFor<T>().rope(end - first, heads, width, cosine.size(1), reading<T>(from.slice(0, first, end)), reading<float>(cosine.slice(0, first, end)),
                           reading<float>(sine.slice(0, first, end)), sign, writing<T>(to.slice(0, first, end)));
    });
  });
  return y;
}

struct Rope : torch::autograd::Function<Rope> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine) {
    context->save_for_backward({cosine, sine});
    return turn(x, cosine, sine, 1);
  }

  // A turn's transpose is the turn back.
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    return {turn(gradients[0], saved[0], saved[1], -1), at::Tensor(), at::Tensor()};
  }
};

at::Tensor gatedForward(const at::Tensor& gate, const at::Tensor& up, bool gelu) {
  auto y = at::empty(gate.sizes(), gate.options());
  auto g = asRows(gate), u = asRows(up), to = y.view({-1, gate.size(-1)});
  at::parallel_for(0, g.size(0), grain(4 * g.size(1)), [&](int64_t first, int64_t end) {
    withType(gate, [&](auto kind) {
      using T = decltype(kind);
      kernelsFor<T>().gated(end - first, g.size(1), gelu, reading<T>(g.slice(0, first, end)), reading<T>(u.slice(0, first, end)), writing<T>(to.slice(0, first, end)));
    });
  });
  return y;
}

void gatedBackward(const at::Tensor& gate, const at::Tensor& up, const at::Tensor& dy, bool gelu, const at::Tensor& dGate, const at::Tensor& dUp) {
  auto g = asRows(gate), u = asRows(up), d = asRows(dy.to(gate.scalar_type()));
  at::parallel_for(0, g.size(0), grain(4 * g.size(1)), [&](int64_t first, int64_t end) {
    withType(gate, [&](auto kind) {
      using T = decltype(kind);
      auto part = [&](const at::Tensor& x) { return x.slice(0, first, end); };
      kernelsFor<T>().gatedBackward(end - first, g.size(1), gelu, reading<T>(part(g)), reading<T>(part(u)), reading<T>(part(d)), writing<T>(part(dGate)), writing<T>(part(dUp)));
    });
  });
}

struct Gated : torch::autograd::Function<Gated> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& gate, const at::Tensor& up, bool gelu) {
    context->save_for_backward({gate, up});
    context->saved_data["gelu"] = gelu;
    return gatedForward(gate, up, gelu);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto gate = saved[0];
    auto dGate = at::empty(gate.sizes(), gate.options()), dUp = at::empty(gate.sizes(), gate.options());
    auto width = gate.size(-1);
    gatedBackward(gate, saved[1], gradients[0], context->saved_data["gelu"].toBool(), dGate.view({-1, width}), dUp.view({-1, width}));
    return {dGate, dUp, at::Tensor()};
  }
};

struct GatedPacked : torch::autograd::Function<GatedPacked> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& both, bool gelu) {
    context->save_for_backward({both});
    context->saved_data["gelu"] = gelu;
    auto width = both.size(-1) / 2;
    return gatedForward(both.narrow(-1, 0, width), both.narrow(-1, width, width), gelu);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto both = context->get_saved_variables()[0];
    auto width = both.size(-1) / 2;
    auto dBoth = at::empty(both.sizes(), both.options());
    auto rows = dBoth.view({-1, 2 * width});
    gatedBackward(both.narrow(-1, 0, width), both.narrow(-1, width, width), gradients[0], context->saved_data["gelu"].toBool(),
                  rows.narrow(1, 0, width), rows.narrow(1, width, width));
    return {dBoth, at::Tensor()};
  }
};

constexpr int kExactGelu = 2;

}  // namespace

DEMUR_API Handle demur_rms_norm(Handle x, Handle weight, double epsilon, double offset) {
  return make([&] {
    TORCH_CHECK(weight->dim() == 1 && x->dim() > 0 && x->size(-1) == weight->size(0), "a norm over ", x->sizes(), " needs a weight of its last extent, not ", weight->sizes());
    if (!onKernels(*x) || !weight->is_cpu() || x->numel() == 0) return plain::rmsNorm(*x, *weight, epsilon, offset);
    if (recorded({*x, *weight})) return RmsNorm::apply(*x, *weight, epsilon, offset);
    return normForward(*x, scaleOf(*weight, offset), epsilon, {});
  });
}

DEMUR_API Handle demur_rope(Handle x, Handle cosine, Handle sine) {
  return make([&] {
    TORCH_CHECK(cosine->sizes() == sine->sizes() && 2 * cosine->size(-1) <= x->size(-1), "angles ", cosine->sizes(), " and ", sine->sizes(), " do not fit heads ", x->sizes());
    auto c = onKernels(*x) && x->numel() > 0 ? angles(*x, *cosine) : at::Tensor();
    if (!c.defined()) return plain::rope(*x, *cosine, *sine);
    auto s = angles(*x, *sine);
    return recorded({*x}) ? Rope::apply(*x, c, s) : turn(*x, c, s, 1);
  });
}

DEMUR_API Handle demur_gated(Handle gate, Handle up, int activation) {
  return make([&] {
    TORCH_CHECK(gate->sizes() == up->sizes() && gate->scalar_type() == up->scalar_type(), "a gate ", gate->sizes(), " cannot act on ", up->sizes());
    if (!onKernels(*gate) || gate->numel() == 0 || activation == kExactGelu) return plain::gated(*gate, *up, activation);
    bool gelu = activation != 0;
    return recorded({*gate, *up}) ? Gated::apply(*gate, *up, gelu) : gatedForward(*gate, *up, gelu);
  });
}

DEMUR_API Handle demur_gated_packed(Handle gateUp, int activation) {
  return make([&] {
    TORCH_CHECK(gateUp->size(-1) % 2 == 0, "gate and up side by side have an even width, not ", gateUp->size(-1));
    auto width = gateUp->size(-1) / 2;
    if (!onKernels(*gateUp) || gateUp->numel() == 0 || activation == kExactGelu) {
      return plain::gated(gateUp->narrow(-1, 0, width), gateUp->narrow(-1, width, width), activation);
    }
    bool gelu = activation != 0;
    return recorded({*gateUp}) ? GatedPacked::apply(*gateUp, gelu) : gatedForward(gateUp->narrow(-1, 0, width), gateUp->narrow(-1, width, width), gelu);
  });
}
