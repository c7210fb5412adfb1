using Demur.Models.Tokenizers;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class GgufTokenizerTests
{
    private const string Separator = "\n__ggml_vocab_test__\n";

    [Theory]
    [InlineData("ggml-vocab-gpt-2.gguf")]
    [InlineData("ggml-vocab-llama-spm.gguf")]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void A_vocabulary_of_llama_cpp_encodes_its_own_test_texts_as_llama_cpp_does(string name)
    {
        var path = GoldenFolder.DataOrSkip("tokenizers", name);
        var texts = File.ReadAllText(path + ".inp").Split(Separator)[..^1];
        var expected = File.ReadAllLines(path + ".out");
        var tokenizer = GgufTokenizers.Open(path);

        var wrong = texts.Zip(expected, (text, ids) => (Text: text, Expected: ids.Trim(), Actual: string.Join(' ', tokenizer.EncodeOrdinaryText(text).Ids)))
            .Where(row => row.Expected != row.Actual)
            .ToArray();

        Assert.Equal(texts.Length, expected.Length);
        Assert.True(texts.Length > 30);
        Assert.Empty(wrong);
    }

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Replication)]
    public void The_vocabulary_of_Llama_2_encodes_alike_from_gguf_and_from_sentencepiece()
    {
        var gguf = GgufTokenizers.Open(GoldenFolder.DataOrSkip("tokenizers", "ggml-vocab-llama-spm.gguf"));
        var model = TokenizerFactory.FromSentencePiece(GoldenFolder.DataOrSkip("tokenizers", "llama2.tokenizer.model"));
        var random = new Random(11);

        for (var i = 0; i < 300; i++)
        {
            var text = RandomText.Make(random, 40);
            Assert.Equal(model.EncodeOrdinaryText(text).Ids, gguf.EncodeOrdinaryText(text).Ids);
        }
    }

    [Fact]
    public void A_beginning_token_is_added_when_the_metadata_asks_for_it()
    {
        var tokenizer = TokenizerFactory.FromGguf(SmallGguf.Data() with { AddBosToken = true });

        Assert.Equal([SmallGguf.Bos, SmallGguf.A], tokenizer.Encode("a").Ids);
        Assert.Equal([SmallGguf.A], tokenizer.Encode("a", addSpecialTokens: false).Ids);
    }

    [Fact]
    public void Control_tokens_are_found_in_chat_text_and_not_in_ordinary_text()
    {
        var tokenizer = TokenizerFactory.FromGguf(SmallGguf.Data());

        Assert.Equal([SmallGguf.Bos, SmallGguf.A], tokenizer.EncodeChatText("<s>a").Ids);
        Assert.DoesNotContain(SmallGguf.Bos, tokenizer.EncodeOrdinaryText("<s>a").Ids);
        Assert.True(tokenizer.IsSpecial(SmallGguf.Bos));
        Assert.Equal("a", tokenizer.Decode([SmallGguf.Bos, SmallGguf.A]));
        Assert.Equal("<s>a", tokenizer.Decode([SmallGguf.Bos, SmallGguf.A], skipSpecialTokens: false));
    }

    [Fact]
    public void An_unknown_pre_tokenizer_is_named_in_the_error()
    {
        var error = Assert.Throws<Abstractions.DemurException>(() => TokenizerFactory.FromGguf(SmallGguf.Data() with { PreTokenizer = "sanskrit" }));

        Assert.Contains("sanskrit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_special_token_outside_the_vocabulary_is_an_error()
    {
        var error = Assert.Throws<Abstractions.DemurException>(() => TokenizerFactory.FromGguf(SmallGguf.Data() with { EosTokenId = 100_000 }));

        Assert.Contains("100000", error.Message, StringComparison.Ordinal);
    }
}
