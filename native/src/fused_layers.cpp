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
  if (offset == 0 && weight.scalar_type() == at::kFloat && weight.is_contiguous()) return weight;
  at::NoGradGuard guard;
  auto scale = weight.to(at::kFloat);
  return (offset == 0 ? scale : scale + offset).contiguous();
}

at::Tensor normForward(const at::Tensor& x, const at::Tensor& scale, double epsilon, const at::Tensor& inverse) {
  auto from = asRows(x);
  auto y = at::empty(x.sizes(), x.options());
  auto to = asRows(y);
  auto* factors = inverse.defined() ? inverse.data_ptr<float>() : nullptr;
  auto* weights = scale.data_ptr<float>();
  withType(x, [&](auto kind) {
    using T = decltype(kind);
    at::parallel_for(0, from.rows, grain(from.width), [&](int64_t first, int64_t end) {
      kernelsFor<T>().rmsNorm(end - first, from.width, from.read<T>(first), weights, epsilon, to.write<T>(first), factors == nullptr ? nullptr : factors + first);
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
    auto x = saved[0], inverse = saved[2];
    auto from = asRows(x), dy = asRows(gradients[0].to(x.scalar_type()));
    auto dx = at::empty(x.sizes(), x.options());
    auto to = asRows(dx);
    bool trains = context->saved_data["trains"].toBool();
    auto tasks = std::min<int64_t>(std::max<int64_t>(1, from.rows / grain(from.width)), at::get_num_threads());
    auto share = (from.rows + tasks - 1) / tasks;
    auto partial = trains ? at::zeros({tasks, from.width}, inverse.options()) : at::Tensor();
    auto *weights = saved[1].data_ptr<float>(), *factors = inverse.data_ptr<float>(), *sums = trains ? partial.data_ptr<float>() : nullptr;
    withType(x, [&](auto kind) {
      using T = decltype(kind);
      at::parallel_for(0, tasks, 1, [&](int64_t firstTask, int64_t endTask) {
        for (auto task = firstTask; task < endTask; ++task) {
          auto first = task * share, end = std::min(from.rows, first + share);
          if (first >= end) continue;
          kernelsFor<T>().rmsNormBackward(end - first, from.width, from.read<T>(first), weights, factors + first, dy.read<T>(first), to.write<T>(first),
                                          trains ? sums + task * from.width : nullptr);
        }
      });
    });
    auto dWeight = trains ? partial.sum(0).to(static_cast<at::ScalarType>(context->saved_data["type"].toInt())) : at::Tensor();
    return {dx, dWeight, at::Tensor(), at::Tensor()};
  }
};

// Whether there is one row of angles for each row of heads.
bool oneToOne(const at::Tensor& x, const at::Tensor& table) {
  return table.is_cpu() && table.dim() == x.dim() - 1 && table.sizes().slice(0, table.dim() - 1) == x.sizes().slice(0, table.dim() - 1);
}

at::Tensor turn(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine, float sign) {
  auto from = asRows(x, 2), c = asRows(cosine), s = asRows(sine);
  auto y = at::empty(x.sizes(), x.options());
  auto to = asRows(y, 2);
  auto heads = x.size(-2), width = x.size(-1);
  withType(x, [&](auto kind) {
    using T = decltype(kind);
    at::parallel_for(0, from.rows, grain(from.width), [&](int64_t first, int64_t end) {
      kernelsFor<T>().rope(end - first, heads, width, c.width, from.read<T>(first), c.read<float>(first), s.read<float>(first), sign, to.write<T>(first));
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

at::Tensor gatedForward(const Flat& gate, const Flat& up, const at::Tensor& y, bool gelu) {
  auto to = asRows(y);
  withType(y, [&](auto kind) {
    using T = decltype(kind);
    at::parallel_for(0, gate.rows, grain(4 * to.width), [&](int64_t first, int64_t end) {
      kernelsFor<T>().gated(end - first, to.width, gelu, gate.read<T>(first), up.read<T>(first), to.write<T>(first));
    });
  });
  return y;
}

void gatedBackward(const Flat& gate, const Flat& up, const Flat& dy, bool gelu, const Flat& dGate, const Flat& dUp) {
  withType(gate.held, [&](auto kind) {
    using T = decltype(kind);
    at::parallel_for(0, gate.rows, grain(4 * dy.width), [&](int64_t first, int64_t end) {
      kernelsFor<T>().gatedBackward(end - first, dy.width, gelu, gate.read<T>(first), up.read<T>(first), dy.read<T>(first), dGate.write<T>(first), dUp.write<T>(first));
    });
  });
}

at::Tensor gatedApart(const at::Tensor& gate, const at::Tensor& up, bool gelu) {
  return gatedForward(asRows(gate), asRows(up), at::empty(gate.sizes(), gate.options()), gelu);
}

struct Gated : torch::autograd::Function<Gated> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& gate, const at::Tensor& up, bool gelu) {
    context->save_for_backward({gate, up});
    context->saved_data["gelu"] = gelu;
    return gatedApart(gate, up, gelu);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto gate = saved[0];
    auto dGate = at::empty(gate.sizes(), gate.options()), dUp = at::empty(gate.sizes(), gate.options());
    auto dy = asRows(gradients[0].to(gate.scalar_type()));
    gatedBackward(asRows(gate), asRows(saved[1]), dy, context->saved_data["gelu"].toBool(), asRows(dGate), asRows(dUp));
    return {dGate, dUp, at::Tensor()};
  }
};

// The right half of rows that hold two.
Flat rightHalf(const Flat& both) {
  return {both.held.narrow(-1, both.width / 2, both.width / 2), both.rows, both.width / 2, both.stride};
}

at::Tensor gatedPacked(const at::Tensor& both, bool gelu) {
  auto shape = both.sizes().vec();
  shape.back() /= 2;
  auto rows = asRows(both);
  return gatedForward(rows, rightHalf(rows), at::empty(shape, both.options()), gelu);
}

struct GatedPacked : torch::autograd::Function<GatedPacked> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& both, bool gelu) {
    context->save_for_backward({both});
    context->saved_data["gelu"] = gelu;
    return gatedPacked(both, gelu);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto both = context->get_saved_variables()[0];
    auto dBoth = at::empty(both.sizes(), both.options());
    auto from = asRows(both), to = asRows(dBoth);
    gatedBackward(from, rightHalf(from), asRows(gradients[0].to(both.scalar_type())), context->saved_data["gelu"].toBool(), to, rightHalf(to));
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
    if (!onKernels(*x) || x->numel() == 0 || !oneToOne(*x, *cosine)) return plain::rope(*x, *cosine, *sine);
    auto c = cosine->scalar_type() == at::kFloat ? *cosine : cosine->to(at::kFloat);
    auto s = sine->scalar_type() == at::kFloat ? *sine : sine->to(at::kFloat);
    return recorded({*x}) ? Rope::apply(*x, c, s) : turn(*x, c, s, 1);
  });
}

DEMUR_API Handle demur_gated(Handle gate, Handle up, int activation) {
  return make([&] {
    TORCH_CHECK(gate->sizes() == up->sizes() && gate->scalar_type() == up->scalar_type(), "a gate ", gate->sizes(), " cannot act on ", up->sizes());
    if (!onKernels(*gate) || gate->numel() == 0 || activation == kExactGelu) return plain::gated(*gate, *up, activation);
    bool gelu = activation != 0;
    return recorded({*gate, *up}) ? Gated::apply(*gate, *up, gelu) : gatedApart(*gate, *up, gelu);
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
    return recorded({*gateUp}) ? GatedPacked::apply(*gateUp, gelu) : gatedPacked(*gateUp, gelu);
  });
}
