using System.Globalization;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Models.Interventions;

/// <summary>Vectors that stand in the system message in the place of tokens (Zheng et al. 2024, DRO; Lester et al. 2021).</summary>
/// <remarks>They are rows of the token embedding, before any scaling that the family does; each has a special token of its own, whose text is in the conversation.</remarks>
public sealed record SoftPrompt
{
    /// <summary>The metadata key of <see cref="TokenizerMark"/>.</summary>
    public const string TokenizerKey = "tokenizer";

    private const string TensorName = "soft_prompt";
    private const string Probe = "The quick brown fox (1969) jumps over 3 lazy dogs: naïve, über, Ωμέγα, 42.\n";

    /// <summary>Gets the vectors one after the other, <c>(tokens, hidden)</c>.</summary>
    public required IReadOnlyList<float> Values { get; init; }

    /// <summary>Gets the width of a vector.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Gets how it was made: model, identity, tokenizer, method, text it began as, seed.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the number of vectors.</summary>
    public int Tokens => Values.Count / HiddenSize;

    /// <summary>Gets the text that stands for the vectors in a conversation.</summary>
    public string Text => TextOf(Tokens);

    /// <summary>Gives the text of one vector's token.</summary>
    /// <param name="index">The vector, from 0.</param>
    public static string TokenOf(int index) => string.Create(CultureInfo.InvariantCulture, $"<|soft_prompt_{index}|>");

    /// <summary>Gives the text of so many vectors' tokens.</summary>
    /// <param name="tokens">How many.</param>
    public static string TextOf(int tokens) => string.Concat(Enumerable.Range(0, tokens).Select(TokenOf));

    /// <summary>Names a tokenizer by its size and how it cuts a text, so that a soft prompt of another one is noticed.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    public static string TokenizerMark(Tokenizers.Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return ShortHash.Of(string.Create(CultureInfo.InvariantCulture, $"{tokenizer.VocabularySize} {string.Join(' ', tokenizer.EncodeToIds(Probe, addSpecialTokens: false))}"));
    }

    /// <summary>Requires that it fits a model.</summary>
    /// <param name="hiddenSize">The width of the model's hidden states.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="model">The model's name, for the message.</param>
    /// <exception cref="DemurException">It was made for another width or another tokenizer.</exception>
    public void Check(int hiddenSize, Tokenizers.Tokenizer tokenizer, string model)
    {
        if (HiddenSize != hiddenSize)
        {
            throw new DemurException($"The soft prompt's vectors have {HiddenSize} values, but the hidden states of {model} have {hiddenSize}. Train one for this model with 'demur safeguard train'.");
        }

        if (Metadata.TryGetValue(TokenizerKey, out var mark) && mark != TokenizerMark(tokenizer))
        {
            throw new DemurException($"The soft prompt was trained with another tokenizer ({mark}) than that of {model} ({TokenizerMark(tokenizer)}), so it belongs to another model. Train one for this model with 'demur safeguard train'.");
        }
    }

    /// <summary>Saves it as safetensors with its metadata, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DemurException">The file cannot be written.</exception>
    public void Save(string path)
    {
        using var scope = new TensorScope();
        SafetensorsWriter.Write(path, [TensorToWrite.Of(TensorName, Tensor.From(Values.ToArray(), Tokens, HiddenSize))], Metadata);
    }

    /// <summary>Reads one.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="DemurException">There is none, or the file is damaged.</exception>
    public static SoftPrompt Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new DemurException($"{file}: holds no soft prompt. Give a .safetensors file or the folder of a run of 'demur safeguard train' that came to an end.");
        }

        using var scope = new TensorScope();
        using var source = SafetensorsSource.Open(file);
        if (!source.Tensors.TryGetValue(TensorName, out var info) || info.Shape.Count != 2 || info.Shape[0] < 1 || info.Shape[1] < 1)
        {
            throw new DemurException($"{file}: is no soft prompt: it needs a tensor '{TensorName}' of two dimensions, vectors and their values. Train one with 'demur safeguard train'.");
        }

        var values = source.Load(TensorName, ScalarType.Float32, Device.Cpu).ToArray<float>();
        return values.All(float.IsFinite)
            ? new SoftPrompt { Values = values, HiddenSize = (int)info.Shape[1], Metadata = source.Metadata }
            : throw new DemurException($"{file}: the soft prompt has values that are not finite. Train it again with 'demur safeguard train'.");
    }
}
