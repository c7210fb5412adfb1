using Demur.Abstractions;
using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.PostProcessors;
using Demur.Models.Tokenizers.SentencePiece;
using Demur.Models.Tokenizers.Tiktoken;

namespace Demur.Models.Tokenizers.Folders;

/// <summary>Finds the tokenizer of a model folder, the most complete form first.</summary>
internal static class TokenizerFolder
{
    private const byte FirstByteOfSentencePiece = 0x0A;

    /// <exception cref="DemurException">The folder holds no tokenizer, or one that is damaged or not supported.</exception>
    public static Tokenizer Read(string folder) => Find(folder)
        ?? throw new DemurException(
            $"{folder} holds no tokenizer: none of tokenizer.json, vocab.json with merges.txt, tokenizer.model, vocab.txt. Copy the tokenizer files of the model there.");

    private static Tokenizer? Find(string folder)
    {
        string? Path(string name) => File.Exists(System.IO.Path.Combine(folder, name)) ? System.IO.Path.Combine(folder, name) : null;
        var config = FolderConfig.Read(folder);
        var model = Path("tokenizer.model") ?? Path("spiece.model") ?? Path("sentencepiece.bpe.model");
        var parts =
            Path("tokenizer.json") is { } json ? TokenizerJsonReader.Read(TokenizerFiles.Read(json), json)
            : Path("vocab.json") is { } vocabulary && Path("merges.txt") is { } merges ? VocabAndMerges.Read(vocabulary, merges, config)
            : model is not null ? ReadModel(TokenizerFiles.Read(model), config)
            : Path("vocab.txt") is { } words ? BertVocabulary.Read(words, config)
            : null;
        return parts is null ? null : Finish(parts, config);
    }

    /// <summary>Adds what the configuration knows: further tokens and the roles of tokens.</summary>
    public static Tokenizer Finish(TokenizerParts parts, FolderConfig config)
    {
        var added = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        foreach (var token in parts.AddedTokens.Concat(config.AddedTokens))
        {
            // What the configuration says of a token counts, but not where the vocabulary has it elsewhere.
            added[token.Content] = parts.Model.TryGetId(token.Content, out var id) ? token with { Id = id } : token;
        }

        foreach (var role in new[] { config.Bos, config.Eos, config.Pad, config.Unk })
        {
            if (role is not null && !added.ContainsKey(role) && parts.Model.TryGetId(role, out var id))
            {
                added.Add(role, new AddedToken { Id = id, Content = role, Special = true });
            }
        }

        parts = parts with { AddedTokens = [.. added.Values] };
        int? Id(string? content, int? fallback) => content is null ? fallback : FindId(parts, content) ?? fallback;
        return new Tokenizer(parts with
        {
            SpecialTokens = new SpecialTokenIds
            {
                Bos = Id(config.Bos, parts.SpecialTokens.Bos),
                Eos = Id(config.Eos, parts.SpecialTokens.Eos),
                Pad = Id(config.Pad, parts.SpecialTokens.Pad),
                Unk = Id(config.Unk, parts.SpecialTokens.Unk),
            },
        });
    }

    private static int? FindId(TokenizerParts parts, string content)
    {
        foreach (var token in parts.AddedTokens)
        {
            if (token.Content == content)
            {
                return token.Id;
            }
        }

        return parts.Model.TryGetId(content, out var id) ? id : null;
    }

    // Llama 3 calls its rank file tokenizer.model, as Llama 2 called its SentencePiece model.
    private static TokenizerParts ReadModel(byte[] file, FolderConfig config)
    {
        if (file.Length == 0 || file[0] != FirstByteOfSentencePiece)
        {
            var ranks = TiktokenParts.Create(TiktokenFile.Parse(file), Cl100kPattern.Llama3Source, []);
            var begin = config.AddedTokens.FirstOrDefault(token => token.Content == config.Bos)?.Id;
            return ranks with { PostProcessor = SpecialTemplates.Around(config.AddBos == false ? null : begin, last: null) };
        }

        var parts = SentencePieceParts.Create(SentencePieceFile.Parse(file));

        // For Transformers the unknown piece is a special token too.
        var unknown = parts.SpecialTokens.Unk!.Value;
        var isT5 = config.ClassName is "T5Tokenizer" or "MT5Tokenizer";
        return parts with
        {
            AddedTokens = [.. parts.AddedTokens, new AddedToken { Id = unknown, Content = parts.Model.TokenOf(unknown)!, Special = true }],
            PostProcessor = SpecialTemplates.Around(
                config.AddBos ?? !isT5 ? parts.SpecialTokens.Bos : null,
                config.AddEos ?? isT5 ? parts.SpecialTokens.Eos : null),
        };
    }
}
