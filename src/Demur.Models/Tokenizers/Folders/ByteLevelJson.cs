using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Patterns;

namespace Demur.Models.Tokenizers.Folders;

/// <summary>Writes a byte-level BPE that came as <c>vocab.json</c> and <c>merges.txt</c> as a tokenizer.json.</summary>
internal static class ByteLevelJson
{
    private const string Options = "\"unk_token\":null,\"fuse_unk\":false,\"byte_fallback\":false,\"ignore_merges\":false";

    public static string Write(BpeVocabulary vocabulary, FolderConfig config)
    {
        var tokens = vocabulary.Tokens;
        var isQwen = VocabAndMerges.IsQwen(config);
        return new TokenizerJsonText
        {
            AddedTokens = config.AddedTokens,
            Normalizer = isQwen ? """{"type":"NFC"}""" : "null",
            PreTokenizer = isQwen
                ? TokenizerJsonText.Sequence(TokenizerJsonText.Split(Cl100kPattern.Qwen2Source), TokenizerJsonText.ByteLevelSpelling)
                : TokenizerJsonText.ByteLevelSplit.Replace("\"add_prefix_space\":false", $"\"add_prefix_space\":{(config.AddPrefixSpace ? "true" : "false")}", StringComparison.Ordinal),
            PostProcessor = PostProcessor(vocabulary, config),
            Decoder = TokenizerJsonText.ByteLevelDecoder,
            Model = TokenizerJsonText.Bpe(
                tokens.Ids.Order().Select(id => (tokens.TextOf(id)!, id)),
                vocabulary.Merges.InOrder().Select(pair => (tokens.TextOf(pair.Left)!, tokens.TextOf(pair.Right)!)),
                Options),
        }.ToString();
    }

    private static string PostProcessor(BpeVocabulary vocabulary, FolderConfig config)
    {
        if (VocabAndMerges.IsRoberta(config, vocabulary, out var cls, out var sep))
        {
            var space = config.AddPrefixSpace ? "true" : "false";
            return $$"""{"type":"RobertaProcessing","sep":[{{JsonText.Quote(config.Eos ?? "</s>")}},{{sep}}],"cls":[{{JsonText.Quote(config.Bos ?? "<s>")}},{{cls}}],"trim_offsets":true,"add_prefix_space":{{space}}}""";
        }

        return config.AddBos == true && config.Bos is { } bos && vocabulary.Tokens.TryGetId(bos, out var id)
            ? TokenizerJsonText.Template(bos, id, null, 0)
            : "null";
    }
}
