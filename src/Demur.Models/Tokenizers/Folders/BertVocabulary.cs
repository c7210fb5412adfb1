using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Decoders;
using Demur.Models.Tokenizers.Normalizers;
using Demur.Models.Tokenizers.PostProcessors;
using Demur.Models.Tokenizers.PreTokenizers;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Folders;

/// <summary>Puts BERT's tokenizer together from <c>vocab.txt</c>, one token a line.</summary>
internal static class BertVocabulary
{
    private static readonly string[] SpecialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    public static TokenizerParts Read(string path, FolderConfig config)
    {
        var tokens = new TokenTable();
        var id = 0;
        foreach (var line in Utf8.ToText(TokenizerFiles.Read(path)).TrimEnd('\n').Split('\n'))
        {
            tokens.Add(line.TrimEnd(), id++);
        }

        var special = SpecialTokens
            .Where(content => tokens.TryGetId(content, out _))
            .ToDictionary(content => content, content => tokens.TryGetId(content, out var found) ? found : 0, StringComparer.Ordinal);
        return new TokenizerParts
        {
            Model = new WordPieceModel(tokens, "[UNK]", "##", longestWord: 100),
            Normalizer = new BertNormalizer(cleanText: true, separateChinese: true, config.Lowercase, config.Lowercase),
            PreTokenizer = ClassSplit.Bert(),
            PostProcessor = special.TryGetValue("[CLS]", out var cls) && special.TryGetValue("[SEP]", out var sep) ? new BertProcessing(cls, sep) : null,
            Decoder = new WordPieceDecoder("##", cleanUp: true),
            AddedTokens = [.. special.Select(pair => new AddedToken { Id = pair.Value, Content = pair.Key, Special = true })],
        };
    }
}
