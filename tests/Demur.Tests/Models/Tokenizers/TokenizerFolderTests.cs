using Demur.Abstractions;
using Demur.Models.Tokenizers;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class TokenizerFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_configuration_gives_roles_and_further_tokens_to_a_tokenizer_json()
    {
        _folder.Write("tokenizer.json", SmallJson.Write(SmallJson.Words, preTokenizer: """{"type":"WhitespaceSplit"}"""));
        _folder.Write("tokenizer_config.json", """{"bos_token":"a","eos_token":{"content":"<end>"},"added_tokens_decoder":{"8":{"content":"<end>","special":true}}}""");
        _folder.Write("special_tokens_map.json", """{"pad_token":"?"}""");

        var tokenizer = TokenizerFactory.FromFolder(_folder.Path);

        Assert.Equal(new SpecialTokenIds { Bos = 1, Eos = 8, Pad = 0 }, tokenizer.SpecialTokens);
        Assert.Equal([2, 8], tokenizer.Encode("b<end>").Ids);
    }

    [Fact]
    public void Vocabulary_and_merges_make_a_byte_level_tokenizer()
    {
        _folder.Write("vocab.json", """{"h":0,"e":1,"he":2,"Ġ":3}""");
        _folder.Write("merges.txt", "#version: 0.2\nh e\n");
        _folder.Write("added_tokens.json", """{"<x>":9}""");

        Assert.Equal([2, 3, 2, 9], TokenizerFactory.FromFolder(_folder.Path).Encode("he he<x>").Ids);
    }

    [Fact]
    public void A_vocab_txt_makes_the_tokenizer_of_BERT()
    {
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhel\n##lo\n");

        var tokenizer = TokenizerFactory.FromFolder(_folder.Path);

        Assert.Equal([2, 4, 5, 3], tokenizer.Encode("HÉLLO").Ids);
        Assert.Equal("hello", tokenizer.Decode([2, 4, 5, 3]));
    }

    [Fact]
    public void A_sentencepiece_model_adds_the_beginning_token_and_takes_unused_pieces_apart()
    {
        _folder.Write("tokenizer.model", HostileSeeds.SentencePiece());

        var tokenizer = TokenizerFactory.FromFolder(_folder.Path);

        // "ab" is unused, "Hello" user-defined, é spelled in bytes; every run of spaces is one, and one stands in front.
        Assert.Equal("<s> ▁ a b ▁ Hello <0xC3> <0xA9>", tokenizer.Tokens("  ab   Helloé "));
        Assert.Equal("ab Helloé", tokenizer.Decode(tokenizer.Encode("  ab   Helloé ").Ids));
    }

    [Fact]
    public void A_rank_file_called_tokenizer_model_is_told_apart()
    {
        _folder.Write("tokenizer.model", HostileSeeds.Ranks());
        _folder.Write("tokenizer_config.json", """{"bos_token":"<b>","added_tokens_decoder":{"300":{"content":"<b>","special":true}}}""");

        var tokenizer = TokenizerFactory.FromFolder(_folder.Path);

        Assert.Equal([300, 258, 'o'], tokenizer.Encode("hello").Ids);
        Assert.Equal(300, tokenizer.SpecialTokens.Bos);
    }

    [Fact]
    public void A_role_makes_a_token_of_the_vocabulary_special()
    {
        _folder.Write("tokenizer.json", SmallJson.Write(SmallJson.Words, more: """ "added_tokens":[{"id":6,"content":"<x>"},{"id":6,"content":"<x>","special":true}] """));
        _folder.Write("tokenizer_config.json", """{"eos_token":"ab"}""");

        var tokenizer = TokenizerFactory.FromFolder(_folder.Path);

        Assert.True(tokenizer.IsSpecial(3));
        Assert.Equal([1, 3, 6], tokenizer.Encode("aab<x>").Ids);
    }

    [Fact]
    public void A_folder_without_a_tokenizer_says_what_is_looked_for()
    {
        var error = Assert.Throws<DemurException>(() => TokenizerFactory.FromFolder(_folder.Path));

        Assert.Contains("tokenizer.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("vocab.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merges_of_another_vocabulary_are_an_error()
    {
        _folder.Write("vocab.json", """{"h":0}""");
        _folder.Write("merges.txt", "h e\n");

        Assert.Contains("Merge 0", Assert.Throws<DemurException>(() => TokenizerFactory.FromFolder(_folder.Path)).Message, StringComparison.Ordinal);
    }
}
