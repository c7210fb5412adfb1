// RMS norm, rotary positions, gated activations, and a linear layer with a low-rank branch.
#include "plain.h"

using namespace demur;

DEMUR_API Handle demur_rms_norm(Handle x, Handle weight, double epsilon, double offset) {
  return make([&] { return plain::rmsNorm(*x, *weight, epsilon, offset); });
}

DEMUR_API Handle demur_rope(Handle x, Handle cosine, Handle sine) {
  return make([&] { return plain::rope(*x, *cosine, *sine); });
}

DEMUR_API Handle demur_gated(Handle gate, Handle up, int activation) {
  return make([&] { return plain::gated(*gate, *up, activation); });
}

DEMUR_API Handle demur_gated_packed(Handle gateUp, int activation) {
  return make([&] {
    auto width = gateUp->size(-1) / 2;
    return plain::gated(gateUp->narrow(-1, 0, width), gateUp->narrow(-1, width, width), activation);
  });
}

DEMUR_API Handle demur_lora_linear(Handle x, Handle weight, Handle bias, Handle down, Handle up, double scale, double dropout, at::Generator* generator) {
  return make([&] {
    auto frozen = weight->detach();
    auto base = bias == nullptr ? at::linear(*x, frozen) : at::linear(*x, frozen, *bias);
    auto input = *x;
    if (dropout > 0) {
      input = input * at::empty_like(input.detach()).bernoulli_(1 - dropout, *generator).div_(1 - dropout);
    }
    auto type = x->scalar_type();
    return base + at::linear(at::linear(input, down->to(type)), up->to(type)) * scale;
  });
}
