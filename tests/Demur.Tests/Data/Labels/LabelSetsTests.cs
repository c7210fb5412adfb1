using Demur.Abstractions;
using Demur.Data.Labels;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Labels;

public sealed class LabelSetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("chatgpt_refusals", "all_hand_labeled.json", """[{"prompt":"a","response":"b","tone":"rejected"},{"prompt":"c","response":"d"}]""", "row 2: there is no text 'tone'")]
    [InlineData("chatgpt_refusals", "all_hand_labeled.json", """[{"prompt":"a","resp""", "not of the set's layout")]
    [InlineData("chatgpt_refusals", "all_hand_labeled.json", """{"prompt":"a"}""", "not of the set's layout")]
    [InlineData("xstest", "model_completions/xstest_v2_completions_new.csv", "id,prompt,completion\n1,a,b\n", "xstest")]
    [InlineData("xstest", "model_completions/xstest_v2_completions_new.csv", "prompt,completion,final_label\na,b,4_odd\n", "final_label is \"4_odd\"")]
    [InlineData("do_not_answer", "human/annotated_response_new.csv", "question,response,action\na,b,9\n", "Do-Not-Answer knows 0 to 5")]
    public void A_file_that_is_not_of_a_sets_layout_is_named_in_one_line(string set, string file, string text, string said)
    {
        var path = _folder.File(Path.Combine(set, file));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);

        var refused = Assert.Throws<DemurException>(() => LabelSets.Read(set, _folder.Path));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder.Path, set), refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    public void Dispose() => _folder.Dispose();
}
