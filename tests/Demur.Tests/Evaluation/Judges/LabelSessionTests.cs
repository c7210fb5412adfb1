using Demur.Abstractions;
using Demur.Evaluation.Judges.Labelling;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Judges;

public sealed class LabelSessionTests
{
    private static readonly LabelTask[] Tasks = [Task(0, 0.1), Task(1, 0.9), Task(2, 0.5), Task(3, 0.5)];

    [Fact]
    public void The_uncertain_come_first_and_a_label_given_is_not_asked_for_again()
    {
        using var folder = new TemporaryFolder();
        var session = LabelSession.Create(folder.Path, Tasks);
        session.Give(new GivenLabel(1, "ann", Outcome.FullRefusal));

        var again = LabelSession.Open(folder.Path);

        Assert.Equal([1, 2, 3, 0], again.Tasks.Select(task => task.Id));
        Assert.Equal([2, 3, 0], again.OpenFor("ann").Select(task => task.Id));
        Assert.Equal(4, again.OpenFor("bob").Count);
    }

    [Fact]
    public void What_two_people_differ_on_is_settled_and_only_settled_rows_come_out()
    {
        using var folder = new TemporaryFolder();
        var session = LabelSession.Create(folder.Path, Tasks);
        Give(session, "ann", Outcome.FullRefusal, Outcome.FullRefusal, Outcome.FullCompliance, Outcome.FullCompliance);
        Give(session, "bob", Outcome.FullRefusal, Outcome.PartialRefusal, Outcome.FullCompliance, Outcome.FullRefusal);

        Assert.Equal([1, 3], session.OpenFor(LabelSession.Adjudicator).Select(task => task.Id));
        Assert.Equal((4, 2), (session.Agreement().Both, session.Agreement().Agreed));

        // By hand: chance is 2/4 x 2/4 + 2/4 x 1/4 = 3/8; (1/2 - 3/8) / (1 - 3/8).
        Assert.Equal(0.2, session.Agreement().Kappa, 12);

        session.Give(new GivenLabel(1, LabelSession.Adjudicator, Outcome.PartialRefusal));
        Assert.Equal(
            [("r1", Outcome.PartialRefusal), ("r2", Outcome.FullCompliance), ("r0", Outcome.FullRefusal)],
            LabelSession.Open(folder.Path).Rows().Select(row => (row.Response, row.Label)));
    }

    [Fact]
    public void A_third_annotator_is_turned_away_and_a_line_cut_off_is_forgotten()
    {
        using var folder = new TemporaryFolder();
        var session = LabelSession.Create(folder.Path, Tasks);
        Give(session, "ann", Outcome.FullRefusal);
        Give(session, "bob", Outcome.FullRefusal);
        File.AppendAllText(Path.Combine(folder.Path, "labels.jsonl"), """{"id": 2, "annot""");

        var again = LabelSession.Open(folder.Path);

        Assert.Equal(3, again.OpenFor("ann").Count);
        Assert.Contains("ann and bob label here already", Assert.Throws<DemurException>(() => again.OpenFor("eve")).Message, StringComparison.Ordinal);
        Assert.Contains("holds a labelling session already", Assert.Throws<DemurException>(() => LabelSession.Create(folder.Path, Tasks)).Message, StringComparison.Ordinal);
    }

    private static void Give(LabelSession session, string name, params Outcome[] labels)
    {
        foreach (var (id, label) in labels.Index())
        {
            session.Give(new GivenLabel(id, name, label));
        }
    }

    private static LabelTask Task(int id, double uncertainty) => new(id, $"p{id}", $"r{id}", "s", "m", uncertainty);
}
