using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Decoders;
using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Normalizers;
using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.PostProcessors;
using Demur.Models.Tokenizers.PreTokenizers;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Folders;

/// <summary>Puts a byte-level BPE together from <c>vocab.json</c> and <c>merges.txt</c>; the class in the configuration says how it splits.</summary>
internal static class VocabAndMerges
{
    /// <exception cref="DemurException">A file is missing or damaged, or the two do not belong together.</exception>
    public static TokenizerParts Read(string vocabularyPath, string mergesPath, FolderConfig config)
    {
        var tokens = JsonFile.Read(vocabularyPath, VocabularyReader.Read);
        var merges = ReadMerges(mergesPath);
        var bpe = new BpeVocabulary { Tokens = tokens, Merges = BpeVocabulary.BuildMerges(tokens, merges) };
        var isQwen = IsQwen(config);
        var split = new ByteLevelPreTokenizer(config.AddPrefixSpace, useRegex: !isQwen, spellBytes: false);
        return new TokenizerParts
        {
            Model = new ByteLevelBpeModel(bpe),
            Normalizer = isQwen ? new UnicodeNormalizer(compatibility: false, compose: true) : null,
            PreTokenizer = isQwen
                ? new PreTokenizerSequence([new PatternSplit(WellKnownPatterns.Create(Cl100kPattern.Qwen2Source, RegexDialect.Oniguruma), SplitBehavior.Isolated, invert: false), split])
                : split,
            PostProcessor = Around(config, bpe),
            Decoder = new ByteLevelDecoder(),
            Json = () => ByteLevelJson.Write(bpe, config),
        };
    }

    public static bool IsQwen(FolderConfig config) => config.ClassName.StartsWith("Qwen2", StringComparison.Ordinal);

    public static bool IsRoberta(FolderConfig config, BpeVocabulary vocabulary, out int cls, out int sep)
    {
        cls = sep = 0;
        return config.ClassName == "RobertaTokenizer"
            && vocabulary.Tokens.TryGetId(config.Bos ?? "<s>", out cls)
            && vocabulary.Tokens.TryGetId(config.Eos ?? "</s>", out sep);
    }

    private static IPostProcessor? Around(FolderConfig config, BpeVocabulary vocabulary)
    {
        if (IsRoberta(config, vocabulary, out var cls, out var sep))
        {
            return new RobertaProcessing(cls, sep, new OffsetTrimmer(config.AddPrefixSpace));
        }

        return config.AddBos == true && config.Bos is { } bos && vocabulary.Tokens.TryGetId(bos, out var first)
            ? SpecialTemplates.Around(first, last: null)
            : null;
    }

    private static List<(string Left, string Right)> ReadMerges(string path)
    {
        var merges = new List<(string, string)>();
        var number = 0;
        foreach (var line in Utf8.ToText(TokenizerFiles.Read(path)).Split('\n'))
        {
            number++;
            var text = line.TrimEnd('\r');
            if (text.Length > 0 && !(number == 1 && text.StartsWith("#version", StringComparison.Ordinal)))
            {
                merges.Add(MergeLine.Parse(text)
                    ?? throw new DemurException($"{path}, line {number}: {Shown.Name(text)} is not two tokens with one space between them."));
            }
        }

        return merges;
    }
}
