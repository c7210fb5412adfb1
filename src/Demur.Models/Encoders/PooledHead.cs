using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>A dense layer, an activation, and one output a label: the head of every encoder family, under different names.</summary>
internal sealed class PooledHead(EncoderLinear dense, Activation activation, EncoderLinear output)
{
    public static PooledHead Read(TextEncoder encoder, int labels)
    {
        var config = encoder.Config;
        var width = config.HiddenSize;
        var (dense, activation, output) = config.Family switch
        {
            ModelFamily.Bert => ("bert.pooler.dense", Activation.Tanh, "classifier"),
            ModelFamily.Roberta => ("classifier.dense", Activation.Tanh, "classifier.out_proj"),
            ModelFamily.DistilBert => ("pre_classifier", Activation.Relu, "classifier"),
            _ => ("pooler.dense", config.Encoder!.PoolerActivation, "classifier"),
        };
        return new PooledHead(encoder.ReadLinear(dense, width, width), activation, encoder.ReadLinear(output, width, labels));
    }

    /// <summary>Scores the labels from the first token of each text. <c>// (rows, labels)</c></summary>
    public Tensor Forward(Tensor first) => output.Forward(activation.Apply(dense.Forward(first)));
}
