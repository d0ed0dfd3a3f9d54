package org.relais.app;

import java.util.List;
import org.relais.action.ActionKind;
import org.relais.action.ActionService;
import org.relais.action.Assignments;
import org.relais.action.question.QuestionRefusals;
import org.relais.action.question.QuestionService;
import org.relais.action.question.Questions;
import org.relais.api.ApiRoutes;
import org.relais.api.action.QuestionsApi;
import org.relais.consent.stopword.StopDetector;
import org.relais.console.action.KindPages;
import org.relais.console.action.QuestionPages;
import org.relais.conversation.ReplyHandler;
import org.relais.delivery.RefusalListener;

/** Surveys, petitions and pledges: questions that volunteers answer in the chat. */
final class QuestionModule implements ActionKindModule {
    private final Questions questions;
    private final QuestionService service;

    QuestionModule(ServiceContext context, DeliveryModule delivery, StopDetector detector) {
        this.questions = new Questions(
                context.pool(),
                context.channels(),
                context.config().security().linkKey(),
                new Assignments(delivery.outbox(), context.clock()),
                detector,
                context.clock());
        this.service = new QuestionService(context.pool(), context.clock());
    }

    /** What becomes of forms that a platform does not open any more. */
    static RefusalListener refusals(ServiceContext context) {
        return new QuestionRefusals(context.pool(), context.channels(), context.clock());
    }

    @Override
    public ActionKind kind() {
        return questions.kind();
    }

    @Override
    public KindPages pages(ActionService actions) {
        return new QuestionPages(actions, service, questions::formChannels);
    }

    /** @param offers answers the buttons of offers */
    ReplyHandler replies(ReplyHandler offers) {
        return questions.replies(offers);
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new QuestionsApi(service));
    }
}
