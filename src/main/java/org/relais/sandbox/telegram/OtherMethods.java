package org.relais.sandbox.telegram;

import java.util.Locale;
import java.util.Set;

/** Methods of the Bot API that the sandbox does not play: it tells them from such as there are none of. */
final class OtherMethods {
    private static final Set<String> NAMES = Set.of(
            """
            addStickerToSet answerPreCheckoutQuery answerShippingQuery answerWebAppQuery approveChatJoinRequest
            approveSuggestedPost banChatMember banChatSenderChat close closeForumTopic closeGeneralForumTopic
            convertGiftToStars copyMessages createChatSubscriptionInviteLink
            createForumTopic createInvoiceLink createNewStickerSet declineChatJoinRequest declineSuggestedPost
            deleteBusinessMessages deleteChatPhoto deleteChatStickerSet deleteForumTopic deleteMessages
            deleteStickerFromSet deleteStickerSet deleteStory editChatInviteLink editChatSubscriptionInviteLink
            editForumTopic editGeneralForumTopic editMessageCaption editMessageChecklist editMessageLiveLocation
            editMessageMedia editStory editUserStarSubscription exportChatInviteLink forwardMessages
            getAvailableGifts getBusinessAccountGifts getBusinessAccountStarBalance getBusinessConnection
            getChatAdministrators getChatGifts getChatMember getChatMemberCount getChatMenuButton
            getCustomEmojiStickers getForumTopicIconStickers getGameHighScores getMyDefaultAdministratorRights
            getMyDescription getMyName getMyShortDescription getMyStarBalance getStarTransactions getStickerSet
            getUserChatBoosts getUserGifts giftPremiumSubscription hideGeneralForumTopic leaveChat logOut
            pinChatMessage postStory promoteChatMember readBusinessMessage refundStarPayment
            removeBusinessAccountProfilePhoto removeChatVerification removeUserVerification reopenForumTopic
            reopenGeneralForumTopic replaceStickerInSet repostStory restrictChatMember
            savePreparedInlineMessage sendChecklist sendGame sendGift sendInvoice sendMediaGroup
            sendMessageDraft sendPaidMedia sendVideoNote setBusinessAccountBio setBusinessAccountGiftSettings
            setBusinessAccountName setBusinessAccountProfilePhoto setBusinessAccountUsername
            setChatAdministratorCustomTitle setChatDescription setChatMenuButton setChatPermissions setChatPhoto
            setChatStickerSet setChatTitle setCustomEmojiStickerSetThumbnail setGameScore
            setMyDefaultAdministratorRights setMyDescription setMyName setMyShortDescription
            setPassportDataErrors setStickerEmojiList setStickerKeywords setStickerMaskPosition
            setStickerPositionInSet setStickerSetThumbnail setStickerSetTitle setUserEmojiStatus
            stopMessageLiveLocation stopPoll transferBusinessAccountStars transferGift unbanChatMember
            unbanChatSenderChat unhideGeneralForumTopic unpinAllChatMessages unpinAllForumTopicMessages
            unpinAllGeneralForumTopicMessages unpinChatMessage upgradeGift uploadStickerFile verifyChat
            verifyUser
            """
                    .toLowerCase(Locale.ROOT)
                    .strip()
                    .split("\\s+"));

    private OtherMethods() {}

    /** @param method in lower case */
    static boolean has(String method) {
        return NAMES.contains(method);
    }
}
