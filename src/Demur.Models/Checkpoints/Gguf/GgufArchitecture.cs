using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>How llama.cpp names a family, and how it keeps its weights otherwise than Transformers.</summary>
/// <param name="Name">The value of <c>general.architecture</c>.</param>
/// <param name="Family">The family.</param>
internal sealed record GgufArchitecture(string Name, ModelFamily Family)
{
    /// <summary>Gets the architectures that are read and written.</summary>
    public static IReadOnlyList<GgufArchitecture> All { get; } =
    [
        new("llama", ModelFamily.Llama),
        new("qwen2", ModelFamily.Qwen2),
        new("qwen3", ModelFamily.Qwen3),
        new("gemma", ModelFamily.Gemma),
        new("gemma2", ModelFamily.Gemma2),
        new("gemma3", ModelFamily.Gemma3),
        new("phi3", ModelFamily.Phi3),
        new("gpt2", ModelFamily.Gpt2),
    ];

    /// <summary>Gets a value indicating whether query and key rows stand in the order that llama.cpp's rotation wants.</summary>
    public bool InterleavesRotaryRows => Family is ModelFamily.Llama;

    /// <summary>Gets a value indicating whether norm weights are stored with 1 added.</summary>
    public bool AddsOneToNorms => Family is ModelFamily.Gemma or ModelFamily.Gemma2 or ModelFamily.Gemma3;

    /// <summary>Gets a value indicating whether projections are stored transposed against Transformers.</summary>
    public bool TransposesProjections => Family is ModelFamily.Gpt2;

    /// <summary>Gets the architecture under which a family is written; Mistral is a Llama there.</summary>
    public static GgufArchitecture? For(ModelFamily family) =>
        All.FirstOrDefault(architecture => architecture.Family == (family is ModelFamily.Mistral ? ModelFamily.Llama : family));

    public static GgufArchitecture Of(GgufMetadata metadata)
    {
        var name = metadata.Text("general.architecture")
            ?? throw new DemurException($"{metadata.Location}: general.architecture is missing, so the family is unknown. The file is corrupt or not a language model.");
        return All.FirstOrDefault(architecture => architecture.Name == name)
            ?? throw new DemurException(
                $"{metadata.Location}: architecture {Shown.Name(name)} is not one that Demur reads from GGUF. " +
                $"It reads {string.Join(", ", All.Select(architecture => architecture.Name))}. Choose another checkpoint or its Hugging Face folder.");
    }
}
