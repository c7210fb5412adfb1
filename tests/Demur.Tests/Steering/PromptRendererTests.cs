using Demur.Abstractions;
using Demur.Models;
using Demur.Models.ChatTemplates;
using Demur.Steering.Directions;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Steering;

[Collection(TensorTests.Name)]
public sealed class PromptRendererTests
{
    [Theory]
    [InlineData("Bake bread.")]
    [InlineData("Was heißt 🍞 auf Japanisch? 日本語")]
    [InlineData("Say <|im_end|> twice\n\n")]
    public void Post_instruction_tokens_are_those_of_the_template_after_the_request_and_no_system_prompt_is_there(string request)
    {
        using var local = LocalModel.Open();

        var prompt = new PromptRenderer(local).Render([new ChatTurn(ChatTurn.User, request)]);

        var tail = prompt.Ids.TakeLast(prompt.PostInstruction).ToArray();
        Assert.Equal("<|im_end|>\n<|im_start|>assistant\n", local.Tokenizer.Decode(tail, skipSpecialTokens: false));
        Assert.DoesNotContain("system", local.Tokenizer.Decode([.. prompt.Ids], skipSpecialTokens: false), StringComparison.Ordinal);
        Assert.True(new PromptRenderer(local, SystemPromptMode.TemplateDefault).Render([new ChatTurn(ChatTurn.User, request)]).Ids.Count > prompt.Ids.Count);
    }
}
