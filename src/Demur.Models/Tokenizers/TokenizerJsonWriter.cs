using System.Globalization;
using System.Text;
using Demur.Abstractions;
using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers;

/// <summary>Writes a tokenizer in the files that Transformers loads, whatever it was read from.</summary>
public static class TokenizerJsonWriter
{
    /// <summary>Gives the <c>tokenizer.json</c>: the original text where there was one, a synthesised one for GGUF, rank files and two-file BPE.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <exception cref="DemurException">The tokenizer cannot be written as tokenizer.json (SentencePiece with replacements, <c>vocab.txt</c>); the message says what to copy.</exception>
    public static string Write(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return tokenizer.Parts.Json?.Invoke()
            ?? throw new DemurException("This tokenizer cannot be written as tokenizer.json. Copy its own files beside the weights instead.");
    }

    /// <summary>Gives a <c>tokenizer_config.json</c> that names the class, the special tokens and the added tokens.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="chatTemplate">The Jinja text of the chat template, or <see langword="null"/>.</param>
    /// <param name="modelMaxLength">The longest text in tokens, or <see langword="null"/>.</param>
    public static string WriteConfig(Tokenizer tokenizer, string? chatTemplate = null, int? modelMaxLength = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var special = tokenizer.SpecialTokens;
        var json = new StringBuilder("{\n  \"tokenizer_class\": \"PreTrainedTokenizerFast\",\n  \"clean_up_tokenization_spaces\": false");
        foreach (var (name, id) in new[] { ("bos_token", special.Bos), ("eos_token", special.Eos), ("pad_token", special.Pad), ("unk_token", special.Unk) })
        {
            if (id is { } known && tokenizer.IdToToken(known) is { } token)
            {
                json.Append(CultureInfo.InvariantCulture, $",\n  \"{name}\": {JsonText.Quote(token)}");
            }
        }

        if (modelMaxLength is { } length)
        {
            json.Append(CultureInfo.InvariantCulture, $",\n  \"model_max_length\": {length}");
        }

        if (chatTemplate is not null)
        {
            json.Append(",\n  \"chat_template\": ").Append(JsonText.Quote(chatTemplate));
        }

        json.Append(",\n  \"added_tokens_decoder\": {");
        json.AppendJoin(',', tokenizer.AddedTokens.OrderBy(pair => pair.Key)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"\n    \"{pair.Key}\": {TokenizerJsonText.Added(pair.Value, withId: false)}")));
        return json.Append("\n  }\n}\n").ToString();
    }

    /// <summary>Writes <c>tokenizer.json</c> and <c>tokenizer_config.json</c> into a folder, each under a temporary name first.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="folder">The folder, which must exist.</param>
    /// <param name="chatTemplate">The Jinja text of the chat template, or <see langword="null"/>.</param>
    /// <param name="modelMaxLength">The longest text in tokens, or <see langword="null"/>.</param>
    /// <exception cref="DemurException">The tokenizer cannot be written as tokenizer.json, or the folder cannot be written to.</exception>
    public static void Save(Tokenizer tokenizer, string folder, string? chatTemplate = null, int? modelMaxLength = null)
    {
        WholeFile.Write(Path.Combine(folder, "tokenizer.json"), stream => stream.Write(Utf8.Encode(Write(tokenizer))));
        WholeFile.Write(Path.Combine(folder, "tokenizer_config.json"), stream => stream.Write(Utf8.Encode(WriteConfig(tokenizer, chatTemplate, modelMaxLength))));
    }
}
